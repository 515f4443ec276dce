//! What may become of a check.

use serde::{Deserialize, Serialize};
use testkit::Failure;

use crate::client::ClientFailure;

/// What has become of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It keeps its points, perhaps with something to be said.
    Passed(Option<Remark>),
    /// It loses them.
    Failed(Why),
    /// No check has passed in a row that this one needs: there is nothing to judge, and no points.
    NotChecked {
        /// The row's name.
        because: String,
    },
    /// The time for the whole submission was over before its turn. No points, until a person has
    /// looked.
    OutOfTime,
    /// It was not played when the evidence was gathered, or read in another way: the rubric was
    /// another one. No points, until it has been played.
    NotPlayed,
    /// Something on this machine has prevented it, in words. It costs nothing: there is no grade until
    /// a person has looked.
    GradersFault(String),
}

/// What is to be said although a check has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remark {
    /// It has passed once in three times at least, and not always.
    Unstable,
    /// The same, but where it has failed, nothing came in time.
    Late {
        /// How often it has failed.
        failed: usize,
        /// How often it was tried.
        tries: usize,
        /// What was waited for the last time that it failed, in words.
        waited: String,
    },
    /// The log's row was written only when the server was asked to end.
    NotFlushed,
}

/// Why a check has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A session did not go as written.
    Session(Box<Failure>),
    /// The client did not do what it is to do.
    Client(Box<ClientFailure>),
    /// There is no such program, in words.
    NoProgram(String),
}

impl Outcome {
    /// Whether it keeps its points.
    pub fn is_passed(&self) -> bool {
        matches!(self, Outcome::Passed(_))
    }

    /// Whether nobody can say if it would pass, for whatever reason.
    pub fn is_open(&self) -> bool {
        !matches!(self, Outcome::Passed(_) | Outcome::Failed(_))
    }

    /// Whether nobody can say if it would pass, and that is not its author's doing.
    pub fn is_prevented(&self) -> bool {
        self.is_open() && !matches!(self, Outcome::NotChecked { .. })
    }
}

impl Remark {
    /// In words, for the student.
    pub fn words(&self) -> String {
        match self {
            Remark::Unstable => {
                "it passes only sometimes: most likely threads that get in each other's way"
                    .to_owned()
            }
            Remark::Late {
                failed,
                tries,
                waited,
            } => {
                let times = match failed {
                    1 => "once".to_owned(),
                    failed => format!("{failed} times"),
                };
                format!("failed {times} of {tries}: {waited}; a slow machine may be the reason")
            }
            Remark::NotFlushed => {
                "the row is in the file only when the server ends: flush it after each row"
                    .to_owned()
            }
        }
    }
}
