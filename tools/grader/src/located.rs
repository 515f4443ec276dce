//! What is wrong in a TOML file, and in which line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// What is wrong with a file that people write. Printed as `file:line: what is wrong`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct FileError {
    /// The file, as given.
    pub file: PathBuf,
    /// The line, from 1; none where it is about the whole file.
    pub line: Option<usize>,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// Parses a TOML file's text; `file` is only printed.
pub(crate) fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, FileError> {
    toml::from_str(text).map_err(|error| {
        // TOML's own messages may have several lines.
        let message = error.message().trim().replace('\n', "; ");
        at(file, text, error.span(), message)
    })
}

/// An error at this place of the text.
pub(crate) fn at(
    file: &Path,
    text: &str,
    span: Option<Range<usize>>,
    message: impl Into<String>,
) -> FileError {
    FileError {
        file: file.to_owned(),
        line: span.map(|span| line_of(text, span.start)),
        message: message.into(),
    }
}

/// The line, from 1, in which this byte stands.
fn line_of(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}
