//! Builds, within a limit, and keeps the last words.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use testkit::pipe::{self, Finished};
use testkit::template::Template;

use super::{is_unknown, not_started};

/// How long a build may take.
const LIMIT: Duration = Duration::from_secs(600);

/// So many lines of a failed build are shown.
const LAST_LINES: usize = 20;

/// A build that has succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// How long it took.
    pub took: Duration,
}

/// A build that has not.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The toolchain is missing.
    #[error(
        "there is no command `{0}` on this machine, with which mensageiro.toml builds; install it and try again"
    )]
    NoCommand(String),
    /// It could not be started for another reason.
    #[error("{0}")]
    NotStarted(String),
    /// It ended with an error.
    #[error("the build has failed ({status}); its last lines:\n{last}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The end of its output, indented.
        last: String,
    },
    /// It did not end.
    #[error("the build took longer than {} minutes; its last lines:\n{last}", LIMIT.as_secs() / 60)]
    TooLong {
        /// The end of its output, indented.
        last: String,
    },
}

pub(super) fn build(command: &Template, folder: &Path) -> Result<Built, BuildError> {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let begin = Instant::now();
    let finished = pipe::run_in_group(command.command(folder, nowhere, folder), LIMIT);
    let Finished { status, output } = finished.map_err(|error| {
        if is_unknown(command, folder, &error) {
            BuildError::NoCommand(command.program().to_owned())
        } else {
            BuildError::NotStarted(not_started(command.program(), &error.to_string()))
        }
    })?;
    let last = || last_lines(&output);
    match status {
        Some(status) if status.success() => Ok(Built {
            took: begin.elapsed(),
        }),
        Some(status) => Err(BuildError::Failed {
            status,
            last: last(),
        }),
        None => Err(BuildError::TooLong { last: last() }),
    }
}

fn last_lines(output: &str) -> String {
    let lines: Vec<_> = output.lines().collect();
    let first = lines.len().saturating_sub(LAST_LINES);
    let lines = lines[first..].iter().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
