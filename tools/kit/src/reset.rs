//! `cargo kit reset`: an exercise as it was at the beginning; what was written is kept.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::catalogue::{Exercise, FOLDER};
use crate::next::YOURS;
use crate::page;
use crate::workbook::Workbook;

/// How an exercise begins.
pub(crate) const STUB: &str = "stub.rs";

/// Where earlier states are kept, in the folder of the exercises.
const KEPT: &str = "kept";

/// Begin an exercise anew; asks first, and keeps what you wrote
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit reset ex07")]
pub struct Arguments {
    /// The exercise, if not the current one: ex07, 7, or a part of its name
    name: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Asks, keeps, restores.
///
/// # Errors
/// Where nobody can be asked, or a file cannot be read or written.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut workbook = Workbook::open()?;
    let exercise = workbook.exercise(arguments.name.as_deref())?.clone();
    let stub = exercise.read(&workbook.root, STUB)?;
    let file = exercise.folder(&workbook.root).join(YOURS);
    let yours = read(&file).with_context(|| format!("{} cannot be kept", exercise.path(YOURS)))?;
    let is_changed = yours != stub.as_bytes();
    let is_to_keep = is_changed && !yours.is_empty();
    if is_to_keep && !arguments.yes && !is_wanted(&exercise)? {
        println!("Nothing was changed.");
        return Ok(ExitCode::SUCCESS);
    }
    if is_to_keep {
        println!("kept: {}", keep(&workbook, &exercise, &yours)?);
    }
    if is_changed {
        fs::write(&file, stub).with_context(|| exercise.path(YOURS))?;
    }
    if is_changed || workbook.progress.entry(&exercise.name).is_some() {
        workbook.note(&exercise.name, |entry| {
            entry.is_begun |= is_changed;
            entry.passed = None;
            entry.hints = 0;
        })?;
    }
    println!("{}", exercise.path(YOURS));
    println!("is as it was at the beginning.");
    Ok(ExitCode::SUCCESS)
}

/// What was written; nothing where there is no file.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    match fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    }
}

fn is_wanted(exercise: &Exercise) -> Result<bool> {
    ensure!(
        io::stdin().is_terminal(),
        "nobody can be asked here; to begin {} anew without a question, add --yes",
        exercise.target()
    );
    let words = format!(
        "Begin {} anew? A copy of your file is kept.",
        exercise.target()
    );
    print!("{}(y/N) ", page::line(&words, "", ""));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// Writes a copy under the first free number, and gives its path from the project's root.
fn keep(workbook: &Workbook, exercise: &Exercise, yours: &[u8]) -> Result<String> {
    let folder = workbook.root.join(FOLDER).join(KEPT);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    for number in 1.. {
        let name = format!("{}-{number}.rs", exercise.name);
        let mut new = OpenOptions::new();
        match new.write(true).create_new(true).open(folder.join(&name)) {
            Ok(mut copy) => {
                copy.write_all(yours)?;
                return Ok(format!("{FOLDER}/{KEPT}/{name}"));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).context(format!("{FOLDER}/{KEPT}/{name}")),
        }
    }
    unreachable!("numbers do not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_is_not_there_is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = read(&folder.path().join(YOURS));
        assert!(missing.is_ok_and(|text| text.is_empty()));
        assert!(read(folder.path()).is_err());
    }
}
