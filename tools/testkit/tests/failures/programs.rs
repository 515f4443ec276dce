//! Programs that are started, and do not serve as they should.

use std::time::Duration;

use testkit::{Cause, Failure, How, Pace, Played, Program, Target, play};

use crate::answering::session;

fn faulty(fault: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_faulty-server")).argument(fault)
}

fn failure_of(fault: &str, steps: &str, pace: Pace) -> Failure {
    let how = How {
        pace,
        patience: Some(Duration::from_secs(2)),
        ..How::default()
    };
    *play(&session(steps), &Target::Program(&faulty(fault)), how).expect_err("a failure")
}

#[test]
fn a_read_taken_for_a_line() {
    let line = "x".repeat(1000);
    let steps = format!("ana> {line}\nana< {line}\nana> b\nana< b\n");
    let program = faulty("read-is-line");
    assert_eq!(
        play(&session(&steps), &Target::Program(&program), How::default()),
        Ok(Played::default())
    );
    for pace in [Pace::ByteByByte, Pace::Coalesced] {
        assert_eq!(
            failure_of("read-is-line", &steps, pace).cause,
            Some(Cause::Pace(pace))
        );
    }
}

#[test]
fn a_server_that_ends() {
    let failure = failure_of("exit", "ana> a\nana< a\n", Pace::Normal);
    assert_eq!(
        failure.received,
        "nothing: the server closed the connection"
    );
    let message = failure.to_string();
    let end = "  likely:   the server program ended by itself (exit status: 3)
  the server's last words on stderr:
    out of order";
    assert!(message.ends_with(end), "{message}");
}

#[test]
fn a_thread_that_panics() {
    let failure = failure_of("panic", "ana> a\nana< a\n", Pace::Normal);
    assert_eq!(failure.cause, Some(Cause::Panicked));
    assert!(
        failure.errors.contains("no such user"),
        "{}",
        failure.errors
    );
}

#[test]
fn a_server_that_does_not_start() {
    let received = |fault| failure_of(fault, "ana> a\n", Pace::Normal).received;
    let ended = "the program ended before its first line of output (exit status: 3)\n    cannot read users.csv";
    assert_eq!(received("dead"), ended);
    let wrong = "the first line of output should end in the bound address, such as `listening on 127.0.0.1:3333`; it is `ready`";
    assert_eq!(received("no-address"), wrong);
    let silent = faulty("no-output").patience(Duration::from_millis(300));
    let session = session("ana> a\n");
    let failure = play(&session, &Target::Program(&silent), How::default()).unwrap_err();
    let words = "the program printed no line within 300ms; it should print its bound address first (is the output flushed?)";
    assert_eq!(failure.received, words);
}

#[cfg(unix)]
#[test]
fn a_server_that_does_not_stop_in_order() {
    let failure = failure_of("none", "ana> a\nana< a\nserver: stop\n", Pace::Normal);
    assert_eq!(failure.received, "it ended with signal: 15 (SIGTERM)");
    assert_eq!(failure.cause, None);
}
