//! Servers that are wrong in one way each, and what a student is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use socket2::SockRef;
use testkit::{Cause, Failure, How, Pace, Played, Program, Session, Target, play};

/// What a server does when it has given all its answers.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Waits,
    Closes,
    Resets,
}

/// Serves one client: an answer a line.
fn server(answers: &[&[u8]], then: Then) -> SocketAddr {
    let answers: Vec<_> = answers.iter().map(|answer| answer.to_vec()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client");
        answer(&stream, &answers);
        match then {
            Then::Waits => drop((&stream).read_to_end(&mut Vec::new())),
            Then::Closes => {}
            Then::Resets => SockRef::from(&stream)
                .set_linger(Some(Duration::ZERO))
                .expect("a socket"),
        }
    });
    address
}

fn answer(mut stream: &TcpStream, answers: &[Vec<u8>]) {
    let mut lines = BufReader::new(stream).lines();
    for answer in answers {
        lines.next();
        stream.write_all(answer).expect("a reading client");
    }
}

fn session(steps: &str) -> Session {
    let text = format!(
        "title: a title\nsince: ch04-inbox\nwhy: a reason (page, 1)\nusers: ana\n\n{steps}"
    );
    Session::parse("some.session", &text).expect("a session")
}

fn failure(steps: &str, answers: &[&[u8]], then: Then) -> Failure {
    *play(
        &session(steps),
        &Target::Address(server(answers, then)),
        How::default(),
    )
    .expect_err("a failure")
}

fn told(failure: &Failure) -> (&str, &str, Option<usize>, Option<&Cause>) {
    (
        &failure.expected,
        &failure.received,
        failure.caret,
        failure.cause.as_ref(),
    )
}

const STEPS: &str = "ana> ana\nana< @bia até já\nana< f\n";

#[test]
fn the_whole_message() {
    let failure = failure(STEPS, &[b"! hello\n@bia ate ja\nf\n"], Then::Waits);
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
  again:    cargo kit play some.session --addr HOST:PORT";
    assert_eq!(failure.to_string(), message);
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
    let failure = failure(STEPS, &["@bia até já\n".as_bytes()], Then::Waits);
    assert!(
        failure.received.starts_with("nothing: the deadline of "),
        "{}",
        failure.received
    );
    assert_eq!(failure.cause, Some(Cause::MissingF));
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

#[test]
fn an_unexpected_line_at_the_end() {
    let failure = failure("ana> ana\nana< f\n", &[b"f\nf\n"], Then::Waits);
    assert_eq!(
        told(&failure),
        ("nothing more comes to ana", "f\\n", None, None)
    );
    assert_eq!(failure.line, None);
}

#[test]
fn bytes_are_shown_escaped_and_long_lines_cut() {
    let long = "x".repeat(200);
    let steps = format!("ana> ana\nana< {long}y\n");
    let answer = format!("{long}\u{1b}[31m\u{202e}\n");
    let failure = failure(&steps, &[answer.as_bytes()], Then::Waits);
    assert_eq!(failure.expected, format!("…{}y\\n", "x".repeat(40)));
    assert_eq!(
        failure.received,
        format!("…{}\\u{{1b}}[31m\\u{{202e}}\\n", "x".repeat(40))
    );
    assert_eq!(failure.caret, Some(41));
}

#[test]
fn notices_are_skipped_only_where_the_protocol_allows_them() {
    let skipped = failure(
        "ana> ana\nana< f\nana< x\n",
        &[b"! a\n! b\nf\ny\n"],
        Then::Waits,
    );
    assert_eq!(skipped.received, "y\\n");
    let in_a_batch = failure(
        "ana> ana\nana< @bia oi\nana< f\n",
        &[b"@bia oi\n! a\nf\n"],
        Then::Waits,
    );
    assert_eq!(in_a_batch.received, "! a\\n");
    let answer = failure(
        "ana> ana /push\nana< + ready {word}\nana> @x y\nana< + {id}\n",
        &[b"+ ready q\n", b"! a\n"],
        Then::Waits,
    );
    assert_eq!(answer.received, "! a\\n");
}

#[test]
fn captures_that_do_not_fit() {
    let steps = "ana> ana\nana< #{id} {time} @bia oi\nana> #{id}\nana< + {id}\n";
    let wrong_time = failure(steps, &[b"#12 2026-11-22 18:05 @bia oi\n"], Then::Waits);
    assert_eq!(
        told(&wrong_time),
        (
            "#12 {time} @bia oi\\n",
            "#12 2026-11-22 18:05 @bia oi\\n",
            Some(4),
            None
        )
    );
    let literal = failure("ana> ana\nana< #{id}\n", &[b"#{id}\n"], Then::Waits);
    assert_eq!(literal.caret, Some(1));
    let other_id = failure(
        steps,
        &[b"#12 2026-11-22T18:05:00.123Z @bia oi\n", b"+ 13\n"],
        Then::Waits,
    );
    assert_eq!(told(&other_id), ("+ 12\\n", "+ 13\\n", Some(3), None));
}

#[test]
fn what_cannot_be_seen_from_outside_is_not_checked() {
    let session = session("ana> ana\nana< f\nlog: row a b c\nserver: stop\nana: closed\n");
    let target = Target::Address(server(&[b"f\n"], Then::Waits));
    let Played { unchecked } = play(&session, &target, How::default()).unwrap();
    let lines: Vec<_> = unchecked.iter().map(|step| step.source.as_str()).collect();
    assert_eq!(lines, ["log: row a b c", "server: stop", "ana: closed"]);
}

fn faulty(fault: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_faulty-server")).argument(fault)
}

fn failure_of(fault: &str, steps: &str, pace: Pace) -> Failure {
    let how = How { pace, seed: None };
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
    out of order

  again:    cargo kit play some.session --addr HOST:PORT";
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
    assert!(received("no-output").starts_with("the program printed no line within "));
}

#[cfg(unix)]
#[test]
fn a_server_that_does_not_stop_in_order() {
    let failure = failure_of("none", "ana> a\nana< a\nserver: stop\n", Pace::Normal);
    assert_eq!(failure.received, "it ended with signal: 15 (SIGTERM)");
    assert_eq!(failure.cause, None);
}
