//! The line editor: prompt, history, completion, and printing above the line that is being typed.

use std::io::{self, Write};
use std::path::PathBuf;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, ExternalPrinter};

use super::completion::{Helper, People};
use super::conversation::{Input, yes_or_no};
use super::screen::{Printer, Screen};
use super::words;
use crate::protocol::Login;

/// How many typed lines are kept from one run to the next.
const HISTORY: usize = 1000;

/// Up one row and down again: nothing that one can see. See [`AboveTheLine::settle`].
const NOTHING: &str = "\x1b[A\n";

/// A line editor for one login.
pub(super) struct Editor {
    editor: rustyline::Editor<Helper, FileHistory>,
    screen: Screen,
    history: Option<PathBuf>,
    prompt: String,
}

impl Editor {
    pub(super) fn new(
        me: &Login,
        history: Option<PathBuf>,
        people: People,
        screen: Screen,
    ) -> rustyline::Result<Self> {
        let config = Config::builder()
            .max_history_size(HISTORY)?
            .history_ignore_space(true)
            .build();
        let mut editor = rustyline::Editor::with_config(config)?;
        if let Some(path) = &history {
            // The first run has none yet, and one that cannot be read is no reason not to chat.
            let _ = editor.load_history(path);
        }
        editor.set_helper(Some(Helper::new(people, screen.clone())));
        let prompt = format!("{me}> ");
        Ok(Self {
            editor,
            screen,
            history,
            prompt,
        })
    }

    /// What prints above the line while one is being typed.
    pub(super) fn printer(&mut self) -> rustyline::Result<impl Printer + use<>> {
        let editor = self.editor.create_external_printer()?;
        let last = String::new();
        Ok(AboveTheLine { editor, last })
    }

    /// Lets one line be typed. Returns when the terminal is free again.
    pub(super) fn read(&mut self, question: bool) -> Input {
        let prompt = if question {
            words::ASK_YES_NO
        } else {
            &self.prompt
        };
        if !self.screen.editor_begins() {
            return Input::InputEnded;
        }
        let line = self.editor.readline(prompt);
        self.screen.editor_is_through();
        match line {
            Ok(line) => {
                self.remember(&line);
                Input::Typed(line)
            }
            Err(ReadlineError::Interrupted) => {
                let half_typed = self.editor.helper().is_some_and(Helper::half_typed);
                Input::Interrupted { half_typed }
            }
            Err(_) => Input::InputEnded,
        }
    }

    /// Keeps the line for Up, in this run and, at once, in the next: a signal may end the program
    /// any time. Answers to questions are no messages, so nobody wants them back.
    fn remember(&mut self, line: &str) {
        if yes_or_no(line).is_some() || self.editor.add_history_entry(line).is_err() {
            return;
        }
        if let Some(path) = &self.history {
            // A disk that is full is no reason to stop chatting.
            let _ = self.editor.append_history(path);
        }
    }
}

/// Lets a login be typed, without history or completion; `None` where nobody wants to.
pub(super) fn ask(prompt: &str) -> Option<String> {
    let config = Config::builder().build();
    let editor = rustyline::Editor::<(), _>::with_history(config, FileHistory::new());
    let mut editor = editor.ok()?;
    editor.set_max_history_size(0).ok()?;
    editor.readline(prompt).ok()
}

/// Prints through the editor, which draws its line anew below.
struct AboveTheLine<P> {
    editor: P,
    /// What the editor was given last; it may end before it has printed it.
    last: String,
}

impl<P: ExternalPrinter + Send + 'static> Printer for AboveTheLine<P> {
    fn print(&mut self, text: &str, _refusal: bool) -> io::Result<()> {
        text.clone_into(&mut self.last);
        match self.editor.print(text.to_owned()) {
            Ok(()) => Ok(()),
            Err(_) => print_without_editor(text),
        }
    }

    /// The editor takes one text at a time: it can take this one after it has printed those before.
    fn settle(&mut self) -> io::Result<()> {
        match self.editor.print(NOTHING.to_owned()) {
            Ok(()) => Ok(()),
            Err(_) => print_without_editor(&self.last),
        }
    }
}

/// The editor has ended, and what it was given last is lost with it.
fn print_without_editor(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
