//! Why a program did not come up, in words.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use crate::failure::last_words;

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
}

fn indented(errors: &str) -> String {
    let lines = last_words(errors);
    lines.iter().map(|line| format!("\n    {line}")).collect()
}
