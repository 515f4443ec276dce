//! Evidence of all kinds, made by hand.

use grader::client::{ClientCheck, ClientFailure};
use grader::evidence::{Build, CheckEvidence};
use grader::score::{Outcome, Why};
use grader::{Evidence, Rubric, Who};
use testkit::diagram::{Side, Tone, What};
use testkit::failure::Exchange;
use testkit::{Cause, Failure, How};

pub(crate) fn who(name: &str) -> Who {
    Who {
        id: "7".to_owned(),
        name: name.to_owned(),
        participant: None,
        moodle_folder: None,
    }
}

/// These outcomes for the checks of the rubric, again and again.
pub(crate) fn with(rubric: &Rubric, outcomes: &[Outcome]) -> Evidence {
    let mut evidence = Evidence::fault("7", "0", 7, "");
    evidence.build = Build::None;
    evidence.reading = rubric.reading;
    let mut outcomes = outcomes.iter().cycle();
    for row in &rubric.rows {
        for check in &row.checks {
            let outcome = outcomes.next().cloned().unwrap();
            let check_evidence = CheckEvidence {
                outcome,
                seconds: 0.5,
            };
            evidence.checks.insert(row.key(check), check_evidence);
        }
    }
    evidence
}

/// Everything has passed but one check.
pub(crate) fn all_but(rubric: &Rubric, key: &str, outcome: Outcome) -> Evidence {
    let mut evidence = with(rubric, &[Outcome::Passed(None)]);
    let check = evidence.checks.get_mut(key).expect("a check of the rubric");
    check.outcome = outcome;
    evidence
}

/// A session in which this came in place of an `f`, with it in every other field too.
pub(crate) fn failure(text: &str) -> Failure {
    // The player bounds it.
    let bytes: Vec<u8> = text.bytes().take(300).collect();
    let sent = |tone| What::Sent {
        by: Side::Server,
        text: bytes.clone(),
        tone,
    };
    let story = [
        What::Connected,
        sent(Tone::Missing),
        sent(Tone::Wrong),
        What::Remark(text.to_owned()),
        What::Note(text.to_owned()),
    ];
    let exchange = |what| Exchange {
        label: "ana".to_owned(),
        what,
    };
    Failure {
        title: text.to_owned(),
        why: format!("{text} (protocol page, 3)"),
        file: "chapters/ch04-inbox/sessions/text-f.session".into(),
        line: Some(8),
        how: How {
            seed: Some(7),
            ..How::default()
        },
        names: [("ana".to_owned(), text.to_owned())].into(),
        steps: vec![format!("✗   8  ana< {text}")],
        story: story.map(exchange).into(),
        expected: text.to_owned(),
        received: text.to_owned(),
        caret: Some(3),
        cause: Some(Cause::Notice(text.to_owned())),
        errors: text.to_owned(),
        ..Failure::default()
    }
}

pub(crate) fn session(failure: Failure) -> Outcome {
    Outcome::Failed(Why::Session(Box::new(failure)))
}

pub(crate) fn client(text: &str) -> Outcome {
    let list = || vec![text.to_owned(); 3];
    Outcome::Failed(Why::Client(Box::new(ClientFailure {
        check: ClientCheck::Sends,
        seed: 7,
        typed: list(),
        sent: list(),
        answers: list(),
        expected: text.to_owned(),
        received: text.to_owned(),
        is_late: false,
        screen: list(),
        again: String::new(),
    })))
}
