//! The files that were asked for: looked at before the conversation, written during and after it.

use std::fs::{self, File};
use std::path::{Path, PathBuf, absolute};

use anyhow::{Context, Result, ensure};

use super::record::Record;
use super::{diagram, session};

/// Where to write what.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) session: Option<PathBuf>,
    pub(super) diagram: Option<PathBuf>,
}

impl Files {
    /// Whether none was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Their names, for messages.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.all().map(|file| file.display().to_string()).collect();
        names.join(" and ")
    }

    /// Better now than after the conversation. Leaves no file behind.
    ///
    /// # Errors
    /// Where a file cannot be written, or something would be lost. Says what to do.
    pub(super) fn check(&self) -> Result<()> {
        if let (Some(session), Some(diagram)) = (&self.session, &self.diagram) {
            ensure!(
                absolute(session)? != absolute(diagram)?,
                "{} cannot be both: name one file with --session and another with --diagram",
                session.display()
            );
        }
        self.all().try_for_each(|file| check(file))
    }

    /// Writes them, except where nothing was said. False where one cannot be written.
    pub(super) fn write(&self, record: &Record) -> bool {
        if record.is_empty() {
            return true;
        }
        let session = self.session.iter();
        let session = session.map(|file| (file, session::text(record)));
        let diagram = self.diagram.iter();
        let diagram = diagram.map(|file| (file, diagram::svg(record)));
        let mut written = true;
        for (file, text) in session.chain(diagram) {
            if let Err(error) = fs::write(file, text) {
                eprintln!("{} cannot be written: {error}", file.display());
                written = false;
            }
        }
        written
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.session.iter().chain(&self.diagram)
    }
}

fn check(file: &Path) -> Result<()> {
    let name = file.display();
    let opened = if let Ok(found) = fs::metadata(file) {
        ensure!(
            found.is_dir() || found.len() == 0,
            "{name} exists, and a trace would overwrite it: give another name, or delete it first"
        );
        File::options().append(true).open(file).map(drop)
    } else {
        File::create_new(file).and_then(|_| fs::remove_file(file))
    };
    opened.with_context(|| format!("{name} cannot be written: name a file in a folder of yours"))
}
