//! What did not come in time: a slow machine may be the reason, and not the program.

use std::time::Duration;

use testkit::Failure;
use testkit::deadline::patience;

use super::Why;

/// Whether more time might have helped: then a later success says nothing about the program.
pub(super) fn is_late(why: &Why) -> bool {
    match why {
        Why::Session(failure) => failure.is_late,
        Why::Client(failure) => failure.is_late,
        Why::NoProgram(_) => false,
    }
}

/// How long was waited, and for what, in words.
pub(super) fn waited(why: &Why) -> String {
    match why {
        Why::Session(failure) => waited_in_session(failure),
        Why::Client(failure) => format!("it waited {} for {}", time(patience()), failure.expected),
        Why::NoProgram(missing) => missing.clone(),
    }
}

fn waited_in_session(failure: &Failure) -> String {
    let Failure {
        expected, received, ..
    } = failure;
    if failure.line.is_none() {
        // What it says of a start, or of the end, has the time in it.
        return received.lines().next().unwrap_or_default().to_owned();
    }
    let time = time(failure.how.patience.unwrap_or_else(patience));
    match expected.strip_suffix("\\n") {
        Some(line) => format!("it waited {time} for `{line}`"),
        None => format!("it waited {time} for {expected}"),
    }
}

fn time(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}
