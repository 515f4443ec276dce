//! Cargo as a program, and what it says about a build.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// The Cargo that runs this program, else the one that the system knows.
pub(crate) fn command() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// A line of `--message-format=json` that this package takes something from.
#[derive(Deserialize)]
pub(crate) struct Message {
    pub(crate) target: Option<Target>,
    pub(crate) executable: Option<PathBuf>,
    pub(crate) message: Option<Diagnostic>,
}

#[derive(Deserialize)]
pub(crate) struct Target {
    pub(crate) name: String,
}

#[derive(Default, Deserialize)]
pub(crate) struct Diagnostic {
    level: String,
    message: String,
    pub(crate) rendered: Option<String>,
    /// Where in the code; nowhere for "2 warnings emitted".
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    line_start: usize,
}

impl Diagnostic {
    /// As a line, if it is a warning about some line.
    pub(crate) fn warning(&self) -> Option<String> {
        let span = self.spans.first().filter(|_| self.level == "warning")?;
        Some(format!("line {}: {}", span.line_start, self.message))
    }
}

/// What Cargo writes to its output with `--message-format=json` or one of its forms.
pub(crate) fn messages(output: impl BufRead) -> impl Iterator<Item = io::Result<Message>> {
    // Lines of another form report other things.
    let message = |line: String| serde_json::from_str(&line).ok();
    output
        .lines()
        .filter_map(move |line| line.map(message).transpose())
}
