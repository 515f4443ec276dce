//! What a program writes to its terminal, read by a thread of its own.

use std::io::Read;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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
    /// How many bytes have come, kept or not.
    pub(super) count: u64,
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
                count: 0,
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

    /// Waits until nothing more has come for `quiet`, at most for `limit` and not behind the
    /// output's end. Says whether it is quiet.
    pub(super) fn wait_quiet(&self, quiet: Duration, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        while !state.ended && Instant::now() < end {
            let count = state.count;
            let is_same = |state: &mut State| !state.ended && state.count == count;
            let waited = self.more.wait_timeout_while(state, quiet, is_same);
            let (after, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = after;
            if timeout.timed_out() {
                return true;
            }
        }
        state.ended
    }

    /// Waits until this has happened to the output, at most for `limit` and not behind its end.
    pub(super) fn wait_state(&self, limit: Duration, is_right: impl Fn(&State) -> bool) -> bool {
        let is_wrong = |state: &mut State| !state.ended && !is_right(state);
        let waited = self.more.wait_timeout_while(self.lock(), limit, is_wrong);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        is_right(&state)
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
    /// Whether this text stands on the screen, or was written in one piece before.
    pub(super) fn has_shown(&self, text: &str) -> bool {
        let mut windows = self.bytes.windows(text.len().max(1));
        windows.any(|window| window == text.as_bytes())
            || Screen::of(self.parser.screen()).contains(text)
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.count += bytes.len() as u64;
        let room = BYTES_KEPT - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
    }
}
