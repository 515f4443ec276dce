//! Why a program did not come up, in words.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use crate::failure::last_words;
use crate::working_copy::CopyError;

/// Why a program did not come up.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It could not be started, or its data folder not be written.
    #[error("{} cannot be started: {source}", executable.display())]
    Io {
        /// The program.
        executable: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its first line does not end in an address.
    #[error(
        "the first line of output should end in the bound address, such as `listening on 127.0.0.1:3333`; it is `{0}`"
    )]
    NoAddress(String),
    /// It ended before its first line.
    #[error(
        "the program ended before its first line of output ({status}){}",
        indented(errors)
    )]
    Ended {
        /// How it ended.
        status: ExitStatus,
        /// The end of what it wrote to stderr.
        errors: String,
    },
    /// It printed no line in time.
    #[error(
        "the program printed no line within {0:?}; it should print its bound address first (is the output flushed?)"
    )]
    Silent(Duration),
    /// A foreign program ended before it listened.
    #[error(
        "the program ended before it listened on port {port} ({status}){}",
        indented(errors)
    )]
    EndedBeforeListening {
        /// How it ended.
        status: ExitStatus,
        /// Where it was to listen.
        port: u16,
        /// The end of what it wrote to stderr.
        errors: String,
    },
    /// A foreign program runs, and does not listen.
    #[error(
        "the program runs, but nobody listens on port {port} after {limit:?}, and that it listens there is what was waited for; what it prints does not matter"
    )]
    NotListening {
        /// Where it was to listen.
        port: u16,
        /// How long it had.
        limit: Duration,
    },
    /// The copy that a foreign program runs in cannot be made.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The data folder cannot be made.
    #[error("its data folder cannot be made: {0}")]
    NoFolder(io::Error),
    /// The system has no free port.
    #[error("there is no free port: {0}")]
    NoPort(io::Error),
    /// The port that the program always uses belongs to somebody else.
    #[error(
        "port {port} is in use by {}; stop it and try again",
        holder.as_deref().unwrap_or("connections or a program of somebody else's")
    )]
    PortInUse {
        /// The port.
        port: u16,
        /// The process that listens there, if it is known.
        holder: Option<String>,
    },
    /// The system does not know the command that starts it.
    #[error("there is no command `{command}` on this machine; install it, or name another one")]
    NoCommand {
        /// The command.
        command: String,
    },
}

impl StartError {
    /// Whether the reason lies outside the program: it was not even tried.
    pub fn is_outside(&self) -> bool {
        matches!(
            self,
            StartError::Copy(_)
                | StartError::NoFolder(_)
                | StartError::NoPort(_)
                | StartError::PortInUse { .. }
                | StartError::NoCommand { .. }
        )
    }
}

fn indented(errors: &str) -> String {
    let lines = last_words(errors);
    lines.iter().map(|line| format!("\n    {line}")).collect()
}
