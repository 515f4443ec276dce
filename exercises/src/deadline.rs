//! An end for what may never end.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use testkit::deadline::patience;

/// Runs a check on a thread of its own, and fails where it goes on for longer than twice the
/// deadline: whoever waits within it for one deadline has the time to say what was missing. `why`
/// says which rule asks for the end.
///
/// # Panics
/// Where the check does, with its words, or where it does not end.
#[track_caller]
pub fn in_time(check: impl FnOnce() + Send + 'static, why: &str) {
    let (running, ended) = channel::<()>();
    // The name of the test stands in front of a panic's words.
    let name = thread::current().name().unwrap_or("check").to_owned();
    let thread = thread::Builder::new().name(name).spawn(move || {
        let _until_the_end = running;
        check();
    });
    let thread = thread.expect("the system has a thread for a test");
    let limit = 2 * patience();
    if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
        panic!(
            "{why}\n  expected: an end\n  received: none after {limit:?}\n  likely:   it waits for something that never comes, or a loop has no end"
        );
    }
    if let Err(words) = thread.join() {
        resume_unwind(words);
    }
}
