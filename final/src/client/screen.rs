//! The one place that prints, on a thread of its own.
//!
//! Printing may have to wait: while a person searches in the history, the line editor takes
//! nothing. So the conversation only queues what is to be shown, and hears when it stands on the
//! screen.
//!
//! Who may write to a terminal when is the difficult part. Between two lines the screen writes by
//! itself, and the editor does not begin before what was there is printed. While a line is being
//! typed, the editor writes for it, above that line. From the moment the editor begins until it is
//! ready to do so, the screen waits.

mod state;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Zoned;

use super::conversation::Input;
use super::entry::Entry;
use super::render::{Look, render};
use super::terminal;
use state::{Editor, State};

/// How many entries may wait for the screen before the connection is no longer read.
const ROOM: usize = 1000;

/// How long the end waits for the screen, where the editor holds it up.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Prints text that is laid out and safe.
pub(super) trait Printer: Send + 'static {
    /// Prints whole lines; `refusal` where they say that something did not work.
    fn print(&mut self, text: &str, refusal: bool) -> io::Result<()>;

    /// Returns when everything printed before stands on the screen.
    fn settle(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A handle to the screen; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Screen {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Screen {
    /// Starts the thread. It reports what it has printed, and ends after [`Screen::close`].
    pub(super) fn start(
        &self,
        printer: impl Printer,
        look: Look,
        report: impl Fn(Input) + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        let screen = self.clone();
        let thread = thread::Builder::new().name("screen".to_owned());
        thread.spawn(move || screen.run(printer, look, report))
    }

    /// Queues an entry; never waits.
    pub(super) fn show(&self, entry: Entry, ticket: Option<u64>) {
        self.lock().waiting.push_back((entry, ticket));
        self.shared.changed.notify_all();
    }

    /// Waits until the queue is short: a server that sends faster than one can print has to wait.
    pub(super) fn wait_for_room(&self) {
        drop(self.wait_while(|state| state.waiting.len() > ROOM && !state.closed));
    }

    /// The editor is about to begin. Waits until what is there now stands on the screen, except
    /// what only the editor can print; what comes after it, and be it without end, is printed above
    /// the line. Returns whether the editor may begin at all.
    pub(super) fn editor_begins(&self) -> bool {
        self.lock().begin_editor();
        let busy = |state: &State| state.before_editor > 0 || state.printing == Some(Editor::Away);
        let mut state = self.wait_while(busy);
        if state.over {
            state.editor = Editor::Away;
            self.shared.changed.notify_all();
        }
        !state.over
    }

    /// The editor has the terminal and can print.
    pub(super) fn editor_is_ready(&self) {
        let mut state = self.lock();
        if state.editor == Editor::Beginning {
            state.editor = Editor::Editing;
            self.shared.changed.notify_all();
        }
    }

    /// The line has been typed.
    pub(super) fn editor_is_through(&self) {
        let mut state = self.lock();
        state.editor = Editor::Away;
        state.line_ended = state.printing == Some(Editor::Editing);
        self.shared.changed.notify_all();
    }

    /// No further line is to be typed. Waits, not for long, until all is printed, and returns
    /// whether a line is being typed at this moment.
    pub(super) fn forbid_editing(&self) -> bool {
        self.lock().over = true;
        self.shared.changed.notify_all();
        let busy = |state: &mut State| {
            let printing = !state.waiting.is_empty() || state.printing.is_some();
            state.editor == Editor::Beginning || printing
        };
        let waited = self
            .shared
            .changed
            .wait_timeout_while(self.lock(), LAST_WORDS, busy);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.editor == Editor::Editing
    }

    /// Ends the thread after what is queued has been printed.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.shared.changed.notify_all();
    }

    fn run(&self, mut printer: impl Printer, look: Look, report: impl Fn(Input)) {
        while let Some(entries) = self.take() {
            let ticket = entries.iter().filter_map(|(_, ticket)| *ticket).next_back();
            let printed = print(&mut printer, &entries, look);
            let printed = printed.and_then(|()| self.settle(&mut printer));
            self.lock().printing = None;
            self.shared.changed.notify_all();
            // What may not have been printed is never acknowledged: it comes again in another
            // session.
            match (printed, ticket) {
                (Err(_), _) => report(Input::OutputEnded),
                (Ok(true), Some(ticket)) => report(Input::Printed(ticket)),
                (Ok(_), _) => {}
            }
        }
    }

    /// Returns whether everything stands on the screen. What the editor was given while its line
    /// ended, it may have kept: then it prints that above the next line, or never.
    fn settle(&self, printer: &mut impl Printer) -> io::Result<bool> {
        loop {
            printer.settle()?;
            let mut state = self.wait_while(|state| {
                state.line_ended && state.editor != Editor::Editing && !state.over
            });
            if !std::mem::take(&mut state.line_ended) {
                return Ok(true);
            }
            if state.over {
                return Ok(false);
            }
        }
    }

    /// Waits for something to print, and for a moment to print it; `None` after the end.
    fn take(&self) -> Option<Vec<(Entry, Option<u64>)>> {
        let mut state = self.wait_while(|state| !state.has_work() && !state.closed);
        state.take()
    }

    fn wait_while(&self, condition: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let (state, changed) = (self.lock(), &self.shared.changed);
        changed
            .wait_while(state, |state| condition(state))
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing panics while it holds this lock, and the state would be whole if it did.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints entries, as few pieces as possible: the editor draws its line anew after each.
fn print(
    printer: &mut impl Printer,
    entries: &[(Entry, Option<u64>)],
    look: Look,
) -> io::Result<()> {
    let look = Look {
        columns: look.columns.map(terminal::columns_or),
        ..look
    };
    let is_refusal = |entry: &Entry| matches!(entry, Entry::Refusal(_));
    for alike in entries.chunk_by(|one, next| is_refusal(&one.0) == is_refusal(&next.0)) {
        let now = Zoned::now();
        let text: String = alike
            .iter()
            .map(|(entry, _)| render(entry, look, &now))
            .collect();
        printer.print(&text, is_refusal(&alike[0].0))?;
    }
    Ok(())
}
