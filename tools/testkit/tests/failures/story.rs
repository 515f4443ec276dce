//! The story of a failed session, and its diagram.

use testkit::diagram::{Side, Tone, What};
use testkit::{Failure, How};

use crate::answering::{STEPS, Then, failure, failure_at, late_failure, server};

/// The texts that were said, each with who said it and how it is drawn.
fn said(failure: &Failure) -> Vec<(Side, Tone, String)> {
    let said = failure.story.iter().filter_map(|it| match &it.what {
        What::Sent { by, text, tone } => {
            Some((*by, *tone, String::from_utf8_lossy(text).into_owned()))
        }
        _ => None,
    });
    said.collect()
}

fn server_said(tone: Tone, text: &str) -> (Side, Tone, String) {
    (Side::Server, tone, text.to_owned())
}

#[test]
fn what_should_have_come_stands_before_what_came() {
    let failure = failure(STEPS, &["@bia até lá\nf\n".as_bytes()], Then::Waits);
    assert_eq!(failure.story[0].what, What::Connected);
    assert_eq!(
        said(&failure),
        [
            (Side::Client, Tone::Line, "ana".to_owned()),
            server_said(Tone::Missing, "@bia até já"),
            server_said(Tone::Wrong, "@bia até lá"),
        ]
    );
    let svg = failure.diagram().expect("a diagram").svg();
    for words in [">connected<", "expected: @bia até já", ">@bia até lá<"] {
        assert!(svg.contains(words), "{words} in {svg}");
    }
}

#[test]
fn a_line_without_its_end_and_the_end_of_the_connection() {
    let closed = failure(STEPS, &["@bia até já".as_bytes()], Then::Closes);
    let unfinished = server_said(Tone::Unfinished, "@bia até já");
    assert_eq!(said(&closed).last(), Some(&unfinished));
    let last = closed.story.last().map(|it| &it.what);
    assert_eq!(last, Some(&What::Ended(Side::Server)));
    let silent = late_failure(STEPS, &[b""]);
    let last = silent.story.last().map(|it| it.what.clone());
    assert!(matches!(last, Some(What::Remark(_))), "{last:?}");
}

#[test]
fn what_comes_behind_the_last_step() {
    let failure = failure("ana> ana\nana< f\n", &[b"f\noi\n"], Then::Waits);
    assert_eq!(said(&failure).last(), Some(&server_said(Tone::Wrong, "oi")));
}

/// Captures have their values, and connections the names that the seed has put in.
#[test]
fn a_story_says_what_was_really_sent() {
    let steps = "ana> ana\nana< + {id}\nana> #{id}\nana< f\n";
    let failure = failure(steps, &[b"+ 7\n", b"g\n"], Then::Waits);
    assert!(said(&failure).contains(&(Side::Client, Tone::Line, "#7".to_owned())));
    let how = How {
        seed: Some(7),
        ..How::default()
    };
    let varied = failure_at(server(&[b"g\n"], Then::Waits), "ana> ana\nana< f\n", how);
    let diagram = varied.diagram().expect("a diagram");
    assert_eq!(diagram.clients, [varied.names["ana"].clone()]);
}

#[test]
fn a_story_is_bounded() {
    let steps = format!("ana> ana\n{}ana< f\n", "ana> oi\n".repeat(100));
    let long = "é".repeat(5000) + "\n";
    let failure = failure(&steps, &[long.as_bytes()], Then::Waits);
    assert_eq!(failure.story.len(), 60);
    let said = said(&failure);
    let (_, _, text) = said.last().expect("what came");
    assert!(text.ends_with("é…") && text.len() <= 303, "{text}");
}
