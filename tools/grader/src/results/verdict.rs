//! What became of a check, in a word and a line.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::score::{Outcome, Why};

/// The most characters of a line about a check.
const REMARK_MAX: usize = 300;

/// What became of a check, in a word; [`Outcome`] has the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It keeps its points.
    Passed,
    /// It loses them.
    Failed,
    /// A row that it needs has failed.
    NotChecked,
    /// The time for the submission was over.
    OutOfTime,
    /// The rubric was another one when it was played.
    NotPlayed,
    /// Something on the grading machine has prevented it.
    GradersFault,
}

/// The word, and the line where there is something to say.
pub(super) fn of(outcome: &Outcome) -> (Verdict, Option<String>) {
    match outcome {
        Outcome::Passed(remark) => {
            let words = remark.as_ref().map(crate::score::Remark::words);
            (Verdict::Passed, words)
        }
        Outcome::Failed(why) => (Verdict::Failed, Some(line(&words(why)))),
        Outcome::NotChecked { because } => {
            let words = format!("row `{because}` has failed");
            (Verdict::NotChecked, Some(words))
        }
        Outcome::OutOfTime => (Verdict::OutOfTime, None),
        Outcome::NotPlayed => (Verdict::NotPlayed, None),
        Outcome::GradersFault(why) => (Verdict::GradersFault, Some(line(why))),
    }
}

fn words(why: &Why) -> String {
    match why {
        Why::Session(failure) => {
            let (expected, received) = (&failure.expected, &failure.received);
            format!("expected: {expected}; received: {received}")
        }
        Why::Client(failure) => {
            let (expected, received) = (&failure.expected, &failure.received);
            format!("expected: {expected}; received: {received}")
        }
        Why::NoProgram(why) => why.clone(),
    }
}

/// One line, of a bounded length.
fn line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(REMARK_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::NotChecked => "not checked",
            Verdict::OutOfTime => "out of time",
            Verdict::NotPlayed => "not played",
            Verdict::GradersFault => "grader's fault",
        })
    }
}
