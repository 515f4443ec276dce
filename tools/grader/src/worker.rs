//! A worker: a process of the grader's own in which one submission is built and played.
//!
//! It reads a [`Job`] as a line of JSON on its standard input, and writes [`Report`]s, a line each,
//! the evidence last. Where its input ends it ends too, with all that it has started: so nothing is
//! left where whoever started it is gone. [`run`] starts one, in a sandbox or, where the submission
//! is trusted, without.

mod inside;
mod outside;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::framing::Choice;
use crate::manifest::Manifest;
use crate::rubric::Source;
use crate::sandbox::{Limits, Rust};
pub use inside::main;
pub use outside::{Fault, Place, run};

/// The hidden verb of the grader's command that makes it a worker.
pub const VERB: &str = "worker";

/// What a worker is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The submission's short name.
    pub id: String,
    /// Of what was handed in.
    pub digest: String,
    /// What was assumed where there is no manifest, in words.
    pub assumed: Option<String>,
    /// What was handed in and is not in the folder, in words.
    pub ignored: Vec<String>,
    /// How the programs are built and run.
    pub manifest: Manifest,
    /// What is played.
    pub rubric: Source,
    /// How lines end; none leaves it to the rubric.
    pub framing: Option<Choice>,
    /// Chooses logins and texts.
    pub seed: u64,
    /// How long an answer is waited for; none is the testkit's deadline.
    pub patience: Option<Duration>,
    /// How much the submission may have.
    pub limits: Limits,
}

/// What a worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Report {
    /// What happens.
    Event(Event),
    /// What was seen; nothing comes behind it.
    Evidence(Box<Evidence>),
}

/// What happens in a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The build begins.
    Building,
    /// So many checks are to be played.
    Playing {
        /// The checks.
        checks: usize,
    },
    /// A check is done.
    Done {
        /// It was played, and has not passed.
        is_failed: bool,
    },
    /// The server always takes this port, which is still in use.
    WaitsForPort {
        /// The port.
        port: u16,
        /// For how long at most.
        limit: Duration,
    },
}

/// What the first line of a worker's input says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Order {
    job: Job,
    /// The submission, where the worker finds it.
    folder: PathBuf,
    programs: Programs,
}

/// How a worker starts the programs of the submission.
///
/// Not an `Option` of one: JSON has only one `null`, and would make "no toolchain" into "trusted".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Programs {
    /// As they are.
    Trusted,
    /// Each inside an enclosure, with this toolchain for builds.
    Enclosed {
        /// None where this machine has none.
        rust: Option<Rust>,
    },
}

impl Event {
    /// What is told of it at once; what was seen comes with the evidence.
    fn of(event: &crate::score::Event) -> Option<Event> {
        use crate::score::Event as Played;
        match *event {
            Played::Done { is_failed } => Some(Event::Done { is_failed }),
            Played::WaitsForPort { port, limit } => Some(Event::WaitsForPort { port, limit }),
            Played::Seen(_) => None,
        }
    }
}
