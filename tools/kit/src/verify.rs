//! `cargo kit verify`: the exercises are whole, each as it is handed out fails, and each solution
//! passes.

mod parts;
mod table;
mod trials;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::catalogue::{Catalogue, Exercise, FOLDER};
use crate::chapter::Chapter;
use crate::course;
use crate::diff::Files;
use crate::ladder::{ExerciseCode, Ladder};

pub use parts::{parts, unchanged};
pub use table::{lines_to_write, list, markdown};
pub use trials::{Trials, trials};

/// Check the exercises: all parts are there, stubs fail, solutions pass, nothing warns
///
/// Exit codes: 0 all is well, 1 something is not, 2 it could not be looked at.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit verify")]
pub struct Arguments {}

/// Checks everything, prints the table and what is wrong.
///
/// # Errors
/// Where a list cannot be read, or the exercises do not compile.
pub fn run(_: &Arguments) -> Result<ExitCode> {
    let root = course::located()?;
    let catalogue = Catalogue::read(&root)?;
    print!("{}", table::terminal(&root, &catalogue)?);
    let mut problems = parts(&root, &catalogue)?;
    problems.extend(unchanged(&root, &catalogue)?);
    problems.extend(too_early(&root, &catalogue)?);
    let trials = trials(&root, &catalogue)?;
    for problem in problems.iter().chain(&trials.problems) {
        println!("✗ {problem}");
    }
    println!(
        "{} exercises · {} stubs that pass · {} solutions that fail · {} warnings · {} other problems",
        catalogue.iter().count(),
        trials.stubs_that_pass,
        trials.solutions_that_fail,
        trials.warnings,
        problems.len()
    );
    let is_well = problems.is_empty() && trials.problems.is_empty();
    Ok(ExitCode::from(u8::from(!is_well)))
}

/// The concepts that a stub, a solution or its tests use before their chapter.
///
/// # Errors
/// Where a list or a file cannot be read.
pub fn too_early(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let ladder = Ladder::read(root)?;
    let chapters = Chapter::all(root)?;
    let chapters: Vec<_> = chapters.into_iter().map(|chapter| chapter.name).collect();
    let mut problems = Vec::new();
    for exercise in catalogue.iter() {
        let code = ExerciseCode {
            folder: &format!("{FOLDER}/{}", exercise.name),
            chapter: &exercise.chapter,
            introduces: &exercise.introduces,
            files: &code(root, exercise)?,
        };
        let found = ladder.problems_of(&code, &chapters);
        problems.extend(found.iter().map(ToString::to_string));
    }
    Ok(problems)
}

/// The frame that every exercise has is no part of what is learnt. Each piece keeps its lines.
const FRAME: [&str; 3] = ["#[cfg(test)]", "mod tests;", "#[test]"];

/// Stub, solution and tests, without the frame.
fn code(root: &Path, exercise: &Exercise) -> Result<Files> {
    let mut files = Files::default();
    for name in ["stub.rs", "solution.rs", "tests.rs"] {
        let mut text = exercise.read(root, name)?;
        for piece in FRAME {
            text = text.replace(piece, "");
        }
        files.insert(name, text);
    }
    Ok(files)
}
