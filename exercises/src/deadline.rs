//! An end for what may never end.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use testkit::deadline::patience;

/// Runs a check on a thread of its own, and fails where it goes on for longer than twice the
/// deadline: whoever waits within it for one deadline has the time to say what was missing. `why`
/// says which rule asks for the end.
///
/// # Panics
/// Where the check does, with its words, or where it does not end.
#[track_caller]
pub fn in_time(check: impl FnOnce() + Send + 'static, why: &str) {
    let limit = 2 * patience();
    if run(limit, check).is_none() {
        panic!(
            "{why}\n  expected: an end\n  received: none after {limit:?}\n  likely:   it waits for something that never comes, or a loop has no end"
        );
    }
}

/// Does some work on a thread of its own, and gives what it returns. `what` names it, such as
/// "`parse`".
///
/// # Panics
/// Where the work does, or where it has not returned by the deadline.
#[track_caller]
pub fn within<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let limit = patience();
    match run(limit, work) {
        Some(result) => result,
        None => panic!("{what} has not returned within {limit:?}"),
    }
}

/// What the work returns, or none where it goes on for longer.
fn run<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, result) = channel();
    // The name of the test stands in front of a panic's words.
    let name = thread::current().name().unwrap_or("check").to_owned();
    let thread = thread::Builder::new().name(name).spawn(move || {
        // Nobody receives it any more where it comes too late.
        let _ = sender.send(work());
    });
    let thread = thread.expect("the system has a thread for a test");
    match result.recv_timeout(limit) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(words) => resume_unwind(words),
            Ok(()) => unreachable!("whoever returns has sent the result"),
        },
    }
}
