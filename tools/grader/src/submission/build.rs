//! Builds, within a limit, and keeps the last words.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use testkit::pipe::{self, Finished};
use testkit::program::Enclosure;
use testkit::template::Template;
use testkit::working_copy::{MOST_BYTES, MOST_FILES};

use super::{is_unknown, not_started};

/// How long a build may take, unless somebody says otherwise.
pub const LIMIT: Duration = Duration::from_secs(600);

/// So many lines of a failed build are shown.
const LAST_LINES: usize = 20;

/// What Cargo says where a crate is not on this machine, and there is no network.
const OFFLINE: [&str; 2] = ["--offline was specified", "using offline mode (--offline)"];

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
    /// A crate is not on this machine.
    #[error(
        "the build wants a crate that is not on this machine, and has no network; fetch it (cargo fetch) or name a folder with it (--crates); its last lines:\n{0}"
    )]
    NoCrate(String),
    /// It has left more than a copy may have.
    #[error("the build has left more than {} MiB or {MOST_FILES} files", MOST_BYTES / 1024 / 1024)]
    TooLarge,
    /// It has left what cannot be copied.
    #[error("the build has left a file or a folder that cannot be read: {0}")]
    NotCopied(io::Error),
    /// It ended with an error.
    #[error("the build has failed ({status}); its last lines:\n{last}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The end of its output, indented.
        last: String,
    },
    /// It did not end.
    #[error("the build took longer than {} s; its last lines:\n{last}", limit.as_secs())]
    TooLong {
        /// How long it had.
        limit: Duration,
        /// The end of its output, indented.
        last: String,
    },
}

pub(super) fn build(
    template: &Template,
    folder: &Path,
    limit: Duration,
    enclosure: Option<&dyn Enclosure>,
) -> Result<Built, BuildError> {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let begin = Instant::now();
    let command = template.command(folder, nowhere, folder);
    let finished = match enclosure {
        Some(enclosure) => pipe::run_inside(enclosure, &command, &[folder], limit),
        None => pipe::run_in_group(command, limit),
    };
    let Finished { status, output } = finished.map_err(|error| {
        if is_unknown(template, folder, &error) {
            BuildError::NoCommand(template.program().to_owned())
        } else {
            BuildError::NotStarted(not_started(template.program(), &error.to_string()))
        }
    })?;
    let is_offline = enclosure.is_some() && OFFLINE.iter().any(|sign| output.contains(sign));
    let last = || last_lines(&output);
    match status {
        Some(status) if status.success() => Ok(Built {
            took: begin.elapsed(),
        }),
        Some(_) if is_offline => Err(BuildError::NoCrate(last())),
        Some(status) => Err(BuildError::Failed {
            status,
            last: last(),
        }),
        None => Err(BuildError::TooLong {
            limit,
            last: last(),
        }),
    }
}

impl BuildError {
    /// Whether the reason lies on this machine: something that is not installed here.
    pub fn is_outside(&self) -> bool {
        matches!(self, BuildError::NoCommand(_) | BuildError::NoCrate(_))
    }
}

fn last_lines(output: &str) -> String {
    let lines: Vec<_> = output.lines().collect();
    let first = lines.len().saturating_sub(LAST_LINES);
    let lines = lines[first..].iter().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
