//! Who ends leaves nothing running: alone in its process, because nothing is started behind it.
#![cfg(unix)]

use std::process::{Command, Stdio};

use testkit::program::groups;

/// A shell with a child; both wait for an input that never comes.
fn waiting() -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "cat; cat"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

#[test]
fn behind_the_end_of_all_none_is_started() {
    let mut child = groups::spawn(&mut waiting()).expect("a shell");
    assert!(matches!(groups::try_wait(&mut child), Ok(None)));
    groups::kill_all();
    // Both have the pipe, and none of them has written anything.
    let mut output = child.stdout.take().expect("its output");
    assert_eq!(
        std::io::read_to_string(&mut output).ok().as_deref(),
        Some("")
    );
    assert!(child.wait().is_ok_and(|status| !status.success()));
    let error = groups::spawn(&mut waiting()).map_err(|error| error.to_string());
    assert_eq!(error.err().as_deref(), Some("nothing is started any more"));
}
