//! What a program writes to its terminal, read by a thread of its own.

use std::io::Read;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Screen, at_least_one};

/// How much output is kept for [`Terminal::bytes`]: its beginning.
const BYTES_KEPT: usize = 1024 * 1024;

/// What the program has written so far; whoever waits is woken when there is more.
pub(super) struct Output {
    state: Mutex<State>,
    more: Condvar,
}

pub(super) struct State {
    pub(super) parser: vt100::Parser,
    pub(super) bytes: Vec<u8>,
    /// The program has closed the terminal.
    pub(super) ended: bool,
}

impl Output {
    pub(super) fn new(rows: u16, columns: u16) -> Output {
        let parser = vt100::Parser::new(at_least_one(rows), at_least_one(columns), 0);
        Output {
            state: Mutex::new(State {
                parser,
                bytes: Vec::new(),
                ended: false,
            }),
            more: Condvar::new(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the screen is as wanted, at most for `limit` and not behind the output's end.
    /// Gives the last screen, and whether it ended.
    pub(super) fn wait(
        &self,
        limit: Duration,
        is_right: impl Fn(&Screen) -> bool,
    ) -> (Screen, bool) {
        let is_wrong =
            |state: &mut State| !state.ended && !is_right(&Screen::of(state.parser.screen()));
        let waited = self.more.wait_timeout_while(self.lock(), limit, is_wrong);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (Screen::of(state.parser.screen()), state.ended)
    }

    /// Takes all output up to its end.
    pub(super) fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            self.lock().take(&buffer[..count]);
            self.more.notify_all();
        }
        self.lock().ended = true;
        self.more.notify_all();
    }
}

impl State {
    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        let room = BYTES_KEPT - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
    }
}
