//! What is typed where there is no line editor: a file, a pipe, a terminal without escapes.

use std::io::{self, Stdin};
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;

use super::conversation::Input;
use super::driver::Event;
use super::lines::{Line, Lines};
use super::words;

/// The standard input, line by line.
pub(super) struct PlainInput(Lines<Stdin>);

impl PlainInput {
    pub(super) fn new() -> Self {
        Self(Lines::new(io::stdin()))
    }

    /// The next line.
    pub(super) fn read(&mut self) -> Input {
        match self.0.next_line() {
            Ok(Some(Line::Whole(line) | Line::Unended(line))) => match String::from_utf8(line) {
                Ok(line) => Input::Typed(line),
                Err(_) => Input::Unreadable(words::NOT_UTF8.to_owned()),
            },
            Ok(Some(Line::TooLong)) => Input::Unreadable(words::LINE_TOO_LONG.to_owned()),
            Ok(None) => Input::InputEnded,
            Err(error) => {
                log::debug!("reading the standard input: {error}");
                Input::InputEnded
            }
        }
    }

    /// Reads a line for each prompt, on a thread that nobody joins: nothing ends a read that waits
    /// for a pipe, except the end of the program.
    pub(super) fn start(
        mut self,
        prompts: Receiver<bool>,
        events: SyncSender<Event>,
    ) -> io::Result<()> {
        let thread = thread::Builder::new().name("input".to_owned());
        let run = move || {
            for _ in prompts {
                if events.send(Event::Here(self.read())).is_err() {
                    return;
                }
            }
        };
        thread.spawn(run).map(drop)
    }
}
