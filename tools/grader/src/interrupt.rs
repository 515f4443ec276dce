//! Ctrl-C while programs of somebody else's run in groups of their own, which it does not reach.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use testkit::program::groups::kill_all;

static STOP: AtomicBool = AtomicBool::new(false);

/// The exit code of a program that a signal has ended, as shells have it (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// From now on a Ctrl-C sets this flag and ends the programs that run; a second one ends this
/// process too.
///
/// # Errors
/// Where it cannot be waited for.
pub fn flag() -> Result<&'static AtomicBool, ctrlc::Error> {
    ctrlc::set_handler(|| {
        let has_come_before = STOP.swap(true, Ordering::SeqCst);
        kill_all();
        if has_come_before {
            process::exit(INTERRUPTED);
        }
    })?;
    Ok(&STOP)
}

/// Whether one has come.
pub fn has_come() -> bool {
    STOP.load(Ordering::SeqCst)
}
