//! What was seen of a submission, kept so that it can be scored again without running anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use testkit::Reading;

use crate::framing::{Choice, Seen};
use crate::score::Outcome;

/// The form of the files; raised where an older program could not read them.
pub const FORMAT: u32 = 1;

/// Everything that was seen of one submission. Points come from it and a rubric, see
/// [`score`](crate::score::score).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// [`FORMAT`], when it was written.
    pub format: u32,
    /// The submission, by its short name.
    pub id: String,
    /// Of what was handed in: another one wants to be graded again.
    pub digest: String,
    /// What chose logins and texts.
    pub seed: u64,
    /// What was assumed where there is no manifest, in words.
    pub assumed: Option<String>,
    /// The same as the text of a `mensageiro.toml`: with it everything can be repeated.
    #[serde(default)]
    pub manifest: Option<String>,
    /// What was handed in and not used, in words: settings of a toolchain, links.
    pub ignored: Vec<String>,
    /// What became of the build.
    pub build: Build,
    /// How answers were compared with those of a session: another reading wants them played again.
    #[serde(default)]
    pub reading: Reading,
    /// How lines that were sent to the server were to end: what was asked for, or what the rubric says.
    #[serde(default)]
    pub asked: Choice,
    /// How the programs talk.
    #[serde(default)]
    pub framing: Seen,
    /// The checks that were played.
    pub checks: Checks,
    /// How long building and playing took, in seconds.
    pub seconds: f64,
}

/// What became of checks, by [`Row::key`](crate::rubric::Row::key).
pub type Checks = BTreeMap<String, CheckEvidence>;

/// What became of a build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Build {
    /// There is nothing to build.
    None,
    /// It has succeeded, in so many seconds.
    Done(f64),
    /// It has failed; what it said last, in words. There are no programs to check.
    Failed(String),
    /// Something on this machine has prevented it, in words: nothing can be checked, and that costs
    /// nothing.
    Fault(String),
    /// What was handed in cannot be opened, or there is nothing in it; why, in words. Nothing can be
    /// checked until a person has looked.
    Unreadable(String),
}

/// What became of one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckEvidence {
    /// What became of it in the end.
    pub outcome: Outcome,
    /// How long all tries took together, in seconds.
    pub seconds: f64,
}

impl Evidence {
    /// Of a submission of which nothing could be checked, for a reason that is not its author's.
    pub fn fault(id: &str, digest: &str, seed: u64, why: &str) -> Evidence {
        Evidence {
            format: FORMAT,
            id: id.to_owned(),
            digest: digest.to_owned(),
            seed,
            assumed: None,
            manifest: None,
            ignored: Vec::new(),
            build: Build::Fault(why.to_owned()),
            reading: Reading::default(),
            asked: Choice::default(),
            framing: Seen::default(),
            checks: Checks::new(),
            seconds: 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Remark, Why};
    use testkit::diagram::{Side, Tone, What};
    use testkit::failure::Exchange;
    use testkit::{Cause, Failure, How};

    fn sent(text: &[u8]) -> Exchange {
        let (by, tone, text) = (Side::Client, Tone::Line, text.to_owned());
        let label = "ana".to_owned();
        Exchange {
            label,
            what: What::Sent { by, text, tone },
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let failure = Failure {
            how: How {
                seed: Some(7),
                ..How::default()
            },
            cause: Some(Cause::ServerEnded("exit status: 3".to_owned())),
            story: [b"oi".as_slice(), b"\xff\""].map(sent).into(),
            ..Failure::default()
        };
        let outcomes = [
            Outcome::Passed(None),
            Outcome::Passed(Some(Remark::NotFlushed)),
            Outcome::Failed(Why::Session(Box::new(failure))),
            Outcome::Failed(Why::NoProgram("no server".to_owned())),
            Outcome::OutOfTime,
        ];
        let mut evidence = Evidence::fault("ana", "0", 7, "nothing");
        evidence.checks = outcomes
            .into_iter()
            .enumerate()
            .map(|(number, outcome)| {
                let seconds = 0.5;
                (number.to_string(), CheckEvidence { outcome, seconds })
            })
            .collect();
        let text = serde_json::to_string(&evidence).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Evidence>(&text).expect("read"),
            evidence
        );
    }
}
