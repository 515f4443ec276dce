//! How long to wait, and how to wait for what cannot wake us.

use std::env;
use std::thread;
use std::time::{Duration, Instant};

/// How long a line, a start or an exit is waited for, unless [`DEADLINE_VARIABLE`] says otherwise.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// How long the start of a program in any language is waited for, unless [`DEADLINE_VARIABLE`] says
/// otherwise: some need seconds for themselves, and more on a machine that has much to do.
pub const START: Duration = Duration::from_secs(20);

/// The environment variable that replaces [`DEADLINE`], in milliseconds.
pub const DEADLINE_VARIABLE: &str = "TESTKIT_DEADLINE_MS";

/// Between two looks at a file or a process.
const POLL: Duration = Duration::from_millis(3);

/// The deadline in force. A value of the variable that is not a number is as good as none.
pub fn patience() -> Duration {
    given().unwrap_or(DEADLINE)
}

/// The same for the start of a program in any language.
pub fn start_patience() -> Duration {
    given().unwrap_or(START)
}

fn given() -> Option<Duration> {
    let value = env::var(DEADLINE_VARIABLE).ok()?;
    value.parse().ok().map(Duration::from_millis)
}

/// Asks again and again until there is an answer, at most for `limit`.
///
/// For files and processes, which tell nobody when they change. What comes through a socket or a
/// channel is waited for there.
pub(crate) fn poll<T>(limit: Duration, ask: impl FnMut() -> Option<T>) -> Option<T> {
    poll_every(POLL, limit, ask)
}

/// The same, with so much time between two looks: for what is dear to ask.
pub(crate) fn poll_every<T>(
    pause: Duration,
    limit: Duration,
    mut ask: impl FnMut() -> Option<T>,
) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= end {
            return None;
        }
        thread::park_timeout(pause);
    }
}
