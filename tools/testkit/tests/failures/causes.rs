//! The likely cause, where there is one.

use testkit::{Cause, How};

use crate::answering::{STEPS, Then, failure, failure_at, late_failure, server, told};

#[test]
fn the_whole_message() {
    let server = server(&[b"! hello\n@bia ate ja\nf\n"], Then::Waits);
    let failure = failure_at(server, STEPS, How::default());
    let message = "\
✗ a title
  a reason (page, 1)
  some.session:7, pace normal, as written

    ✓   6  ana> ana
    ·      ana< ! hello
    ✗   7  ana< @bia até já

  expected: @bia até já\\n
  received: @bia ate ja\\n
                   ^
  likely:   the server said `! hello` just before
  again:    cargo kit play some.session --addr ";
    assert_eq!(failure.to_string(), format!("{message}{server}"));
}

#[test]
fn a_wrong_line_alone_has_no_cause() {
    let failure = failure(STEPS, &["@bia até logo\nf\n".as_bytes()], Then::Waits);
    assert_eq!(
        told(&failure),
        ("@bia até já\\n", "@bia até logo\\n", Some(9), None)
    );
}

#[test]
fn cr_lf() {
    let failure = failure(STEPS, &["@bia até já\r\nf\r\n".as_bytes()], Then::Waits);
    assert_eq!(
        told(&failure),
        (
            "@bia até já\\n",
            "@bia até já\\r\\n",
            Some(11),
            Some(&Cause::CrBeforeLf)
        )
    );
}

#[test]
fn no_lf_and_a_close() {
    let failure = failure("ana> ana\nana< f\n", &[b"f"], Then::Closes);
    let received = "f   (no LF; then the server closed the connection)";
    assert_eq!(
        told(&failure),
        ("f\\n", received, Some(1), Some(&Cause::NoLf))
    );
}

#[test]
fn fewer_bytes_than_expected() {
    let steps = "ana> ana\nana: receive \"oi\\nf\\n\"\n";
    let late = late_failure(steps, &[b"oi\n"]);
    let received = "oi\\n   (2 bytes fewer than expected; then the deadline of 300ms passed)";
    assert_eq!(told(&late), ("oi\\nf\\n", received, Some(4), None));
    let closed = failure(steps, &[b"oi\nf"], Then::Closes);
    let received = "oi\\nf   (1 byte fewer than expected; then the server closed the connection)";
    assert_eq!(closed.received, received);
    assert!(!closed.is_late);
}

#[test]
fn closed_early() {
    let failure = failure(STEPS, &["@bia até já\n".as_bytes()], Then::Closes);
    assert_eq!(
        told(&failure),
        (
            "f\\n",
            "nothing: the server closed the connection",
            None,
            None
        )
    );
}

#[test]
fn reset() {
    let failure = failure(STEPS, &["@bia até já\n".as_bytes()], Then::Resets);
    assert_eq!(
        told(&failure),
        (
            "f\\n",
            "nothing: the connection was reset",
            None,
            Some(&Cause::Reset)
        )
    );
}

#[test]
fn silence_after_a_message() {
    let failure = late_failure(STEPS, &["@bia até já\n".as_bytes()]);
    assert_eq!(failure.received, "nothing: the deadline of 300ms passed");
    assert_eq!(failure.cause, Some(Cause::MissingF));
    assert!(failure.is_late);
}

#[test]
fn lines_joined() {
    let failure = failure(STEPS, &["@bia até jáf\n".as_bytes()], Then::Waits);
    assert_eq!(
        told(&failure),
        (
            "@bia até já\\n",
            "@bia até jáf\\n",
            Some(11),
            Some(&Cause::LinesJoined)
        )
    );
}

#[test]
fn an_f_too_many() {
    let failure = failure(STEPS, &["f\n@bia até já\nf\n".as_bytes()], Then::Waits);
    assert_eq!(
        told(&failure),
        ("@bia até já\\n", "f\\n", Some(0), Some(&Cause::ExtraF))
    );
}

#[test]
fn an_f_missing() {
    let failure = failure(
        "ana> ana\nana< f\nana< @bia oi\n",
        &[b"@bia oi\n"],
        Then::Waits,
    );
    assert_eq!(
        told(&failure),
        ("f\\n", "@bia oi\\n", Some(0), Some(&Cause::MissingF))
    );
}

#[test]
fn the_header_as_a_user() {
    let failure = failure("ana> login\nana: closed\n", &[b"f\n"], Then::Waits);
    assert_eq!(
        told(&failure),
        (
            "the server ends the connection",
            "f\\n",
            None,
            Some(&Cause::HeaderIsUser)
        )
    );
}

#[test]
fn wrong_encodings() {
    let cause = |answer: &[&[u8]]| failure(STEPS, answer, Then::Waits).cause;
    assert_eq!(cause(&[b"@bia at\xe9 j\xe1\n"]), Some(Cause::Latin1));
    assert_eq!(
        cause(&["@bia atÃ© jÃ¡\n".as_bytes()]),
        Some(Cause::EncodedTwice)
    );
    assert_eq!(cause(&[b"@bia at?? j??\n"]), Some(Cause::NotAsciiLost));
    assert_eq!(
        cause(&["@bia at\u{fffd} j\u{fffd}\n".as_bytes()]),
        Some(Cause::NotAsciiLost)
    );
    assert_eq!(cause(&[b"@bia at\xff j\xe1\n"]), None);
}
