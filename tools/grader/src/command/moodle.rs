//! What goes back to Moodle: the worksheet, and a zip of feedback files.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

use super::shown::Worksheet;
use crate::graded::{Graded, Who};
use crate::lang::{self, Lang};
use crate::results::{Person, Results};
use crate::rubric::Rubric;
use crate::worksheet::{self, Given, Note};
use crate::{feedback, whole_file};

/// The pages, in the folders that Moodle expects.
const ZIP: &str = "feedback.zip";

/// A student's page among the feedback files.
const PAGE: &str = "feedback.html";

impl Worksheet {
    /// Whether the worksheet can be filled under this rubric, as far as that is known before
    /// anything is graded.
    pub(super) fn check(&self, rubric: &Rubric) -> Result<()> {
        let Some(file) = &self.worksheet else {
            return Ok(());
        };
        let shown = || file.display().to_string();
        let bytes = fs::read(file).with_context(shown)?;
        worksheet::check(&bytes, rubric, self.scale).with_context(shown)
    }

    /// What is typed to fill it again, after a space; nothing where there is none.
    pub(super) fn options(&self) -> String {
        let Some(file) = &self.worksheet else {
            return String::new();
        };
        let file = file.to_string_lossy();
        let scale = if self.scale { " --scale" } else { "" };
        format!(" --moodle {}{scale}", shell_words::quote(&file))
    }
}

/// Where to write, and how.
pub(super) struct Moodle<'a> {
    pub(super) folder: &'a Path,
    pub(super) graded: &'a [Graded<'a>],
    pub(super) arguments: &'a Worksheet,
    pub(super) lang: Lang,
    pub(super) is_anonymous: bool,
}

impl Moodle<'_> {
    /// Writes the zip where there are people of Moodle's, and fills the worksheet where there is
    /// one. Says what the instructor should know.
    pub(super) fn publish(&self, results: &Results, pages: &[(&Who, &str)]) -> Result<Vec<String>> {
        self.zip(pages)?;
        let Some(file) = &self.arguments.worksheet else {
            return Ok(Vec::new());
        };
        let shown = || file.display().to_string();
        let bytes = fs::read(file).with_context(shown)?;
        let comment = |person: &Person, given: &Given| self.comment(person, given);
        let options = worksheet::Options {
            scale: self.arguments.scale,
            overwrite: self.arguments.overwrite,
            comment: &comment,
        };
        let filled = worksheet::fill(&bytes, results, &options).with_context(shown)?;
        self.keep_original(file, &bytes, |kept| {
            let again = worksheet::fill(kept, results, &options);
            again.is_ok_and(|again| again.bytes == filled.bytes)
        })?;
        whole_file::write(file, &filled.bytes).with_context(shown)?;
        let (count, name) = (filled.graded, file.display());
        let done = format!("{name} has the grades of {count} people");
        let notes = filled.notes.into_iter();
        let notes = notes.map(|note| match note {
            Note::NoSubmission { line, .. } if self.is_anonymous => {
                let who = "somebody".to_owned();
                Note::NoSubmission { line, who }.to_string()
            }
            note => note.to_string(),
        });
        Ok(std::iter::once(done).chain(notes).collect())
    }

    fn zip(&self, pages: &[(&Who, &str)]) -> Result<()> {
        let of_moodle =
            |(who, _): &&(&Who, &str)| who.moodle_folder.is_some() || who.participant.is_some();
        let pages: Vec<_> = pages.iter().filter(of_moodle).copied().collect();
        if pages.is_empty() {
            return Ok(());
        }
        let path = self.folder.join(ZIP);
        let shown = || path.display().to_string();
        let zip = feedback::zip(PAGE, &pages).with_context(shown)?;
        whole_file::write(&path, &zip).with_context(shown)
    }

    fn comment(&self, person: &Person, given: &Given) -> String {
        let of = self
            .graded
            .iter()
            .find(|graded| graded.who.id == person.who.id);
        of.map_or_else(String::new, |of| lang::comment(of, Some(given), self.lang))
    }

    /// Keeps the worksheet as Moodle gave it, unless it is one that was filled in before: then filling
    /// in the one that was kept gives the same.
    fn keep_original(
        &self,
        file: &Path,
        bytes: &[u8],
        is_of: impl Fn(&[u8]) -> bool,
    ) -> Result<()> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let mut path = self.folder.join(format!("original-{name}"));
        for number in 2.. {
            let shown = || path.display().to_string();
            match fs::read(&path) {
                Ok(kept) if kept == bytes || is_of(&kept) => break,
                Ok(_) => path = self.folder.join(format!("original-{number}-{name}")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return whole_file::write(&path, bytes).with_context(shown);
                }
                Err(error) => return Err(error).with_context(shown),
            }
        }
        Ok(())
    }
}
