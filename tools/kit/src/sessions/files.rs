//! The project's session files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use testkit::Session;
use testkit::session_file::FormatError;

use crate::course::{self, CourseProgram};

/// All session files of the project, by chapter and name. Their `file` is relative to `root`.
///
/// # Errors
/// The first file that is wrong, or that names a program that does not exist.
pub fn find(root: &Path) -> Result<Vec<Session>> {
    let mut folders: Vec<_> = entries(&root.join("chapters"))?
        .into_iter()
        .map(|chapter| chapter.join("sessions"))
        .collect();
    folders.push(root.join("final/sessions"));
    let mut sessions = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let files = entries(folder)?
            .into_iter()
            .filter(|file| file.extension().is_some_and(|end| end == "session"));
        for file in files {
            let mut session = load(&file)?;
            session.file = file.strip_prefix(root).unwrap_or(&file).to_owned();
            sessions.push(session);
        }
    }
    Ok(sessions)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed =
        fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    let mut paths = listed
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Reads a session file whose programs are those of the course.
///
/// # Errors
/// Where it is no session, or names a program that does not exist.
pub fn load(file: &Path) -> Result<Session, FormatError> {
    let session = Session::load(file)?;
    let fields = [
        ("since", Some(&session.since)),
        ("until", session.until.as_ref()),
    ];
    for (key, name) in fields {
        if let Some(name) = name
            && CourseProgram::named(name).is_none()
        {
            return Err(no_program(file, key, name));
        }
    }
    Ok(session)
}

fn no_program(file: &Path, key: &str, name: &str) -> FormatError {
    let text = fs::read_to_string(file).unwrap_or_default();
    let is_field = |line: &str| {
        line.trim_start_matches('\u{feff}')
            .starts_with(&format!("{key}:"))
    };
    FormatError {
        file: file.to_owned(),
        line: text.lines().position(is_field).map(|line| line + 1),
        message: format!("no program `{name}`; there are {}", course::names()),
    }
}

/// The name by which `--session` finds it.
pub(super) fn stem(session: &Session) -> String {
    let stem = session.file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
