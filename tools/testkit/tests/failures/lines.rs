//! What is shown of a session and its lines, and which lines are passed over.

use testkit::{How, Pace, Played, Target, Words, play};

use crate::answering::{STEPS, Then, failure, failure_at, server, session, told};

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
    let Played { unchecked, .. } = play(&session, &target, How::default()).unwrap();
    let lines: Vec<_> = unchecked.iter().map(|step| step.source.as_str()).collect();
    assert_eq!(lines, ["log: row a b c", "server: stop", "ana: closed"]);
}

#[test]
fn the_way_of_playing_as_options() {
    let how = How {
        pace: Pace::Coalesced,
        seed: Some(7),
        ..How::default()
    };
    assert_eq!(how.options(), " --seed 7 --pace coalesced");
    let words = Words::Ascii;
    let ascii = How { words, ..how }.options();
    assert_eq!(ascii, " --seed 7 --words ascii --pace coalesced");
    assert_eq!(How::default().options(), "");
    let varied = How {
        pace: Pace::Normal,
        ..how
    };
    let server = server(&[b"x\n"], Then::Waits);
    let again = failure_at(server, STEPS, varied).again;
    let command = format!("cargo kit play some.session --addr {server} --seed 7");
    assert_eq!(again, command);
}
