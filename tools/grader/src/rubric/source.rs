//! A rubric as text, with the sessions that lie beside it: what a worker is sent, which may not see
//! the instructor's files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use testkit::Session;

use super::load::load_with;
use super::{EMBEDDED, Rubric};
use crate::located::FileError;

/// The text of a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    file: PathBuf,
    text: String,
    /// By their names in the rubric, without `./`.
    sessions: BTreeMap<String, String>,
}

impl Source {
    /// A text that names no sessions of its own; `file` is only printed.
    pub fn new(file: impl Into<PathBuf>, text: impl Into<String>) -> Source {
        Source {
            file: file.into(),
            text: text.into(),
            sessions: BTreeMap::new(),
        }
    }

    /// One that comes with the grader, if it is the name of one; else a file.
    ///
    /// # Errors
    /// Where it is neither, or cannot be read.
    pub fn meant(name: &str) -> Result<Source, FileError> {
        if let Some((_, file, text)) = EMBEDDED.iter().find(|(known, _, _)| *known == name) {
            return Ok(Source::new(*file, *text));
        }
        let file = Path::new(name);
        let text = fs::read_to_string(file).map_err(|error| FileError {
            file: file.to_owned(),
            line: None,
            message: format!(
                "cannot be read: {error}; there are course, original, and your own files"
            ),
        })?;
        let sessions = RefCell::new(BTreeMap::new());
        let folder = file.parent().unwrap_or(Path::new("."));
        load_with(file, &text, &|name| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path);
            let text =
                text.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            let session = parsed(name, &text);
            sessions.borrow_mut().insert(name.to_owned(), text);
            session
        })?;
        Ok(Source {
            sessions: sessions.into_inner(),
            ..Source::new(file, text)
        })
    }

    /// The rubric of it.
    ///
    /// # Errors
    /// As [`load`](super::load).
    pub fn rubric(&self) -> Result<Rubric, FileError> {
        load_with(
            &self.file,
            &self.text,
            &|name| match self.sessions.get(name) {
                Some(text) => parsed(name, text),
                None => Err(format!("there is no session `./{name}`")),
            },
        )
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A session beside a rubric.
fn parsed(name: &str, text: &str) -> Result<Session, String> {
    Session::parse(name, text).map_err(|error| error.to_string())
}
