//! `cargo kit solution`: what differs between a student's file and the solution.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use colored::{ColoredString, Colorize};
use diffy::DiffOptions;

use crate::catalogue::Exercise;
use crate::course::this;
use crate::next::YOURS;
use crate::workbook::Workbook;

/// Longer files are not compared: that would take its time, and nobody would read it.
const LINES: usize = 5000;

/// The solution, beside the student's file.
const SOLUTION: &str = "solution.rs";

/// Show how your file differs from the solution, after it has passed
///
/// Exit codes: 0 shown, 1 the exercise has not passed yet, 2 it could not be shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit solution ex07")]
pub struct Arguments {
    /// The exercise, if not the last one that passed: ex07, 7, or a part of its name
    name: Option<String>,
    /// Show it although the exercise has not passed
    #[arg(long)]
    anyway: bool,
}

/// Prints the difference.
///
/// # Errors
/// Where there is no such exercise, or a file cannot be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workbook = Workbook::open()?;
    let exercise = meant(&workbook, arguments)?;
    if workbook.is_open(exercise) && !arguments.anyway {
        let (this, target) = (this(), exercise.target());
        println!("{target} has not passed yet. What helps on:");
        println!("  {this} hint {target}");
        println!("To see the solution all the same:");
        println!("  {this} solution {target} --anyway");
        return Ok(ExitCode::from(1));
    }
    let yours = exercise.read(&workbook.root, YOURS)?;
    let solution = exercise.read(&workbook.root, SOLUTION)?;
    let lines = yours.lines().count();
    ensure!(
        lines <= LINES,
        "{} has {lines} lines: more than {LINES} are not compared",
        exercise.path(YOURS)
    );
    if yours == solution {
        println!("Your file is the solution, letter by letter.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut options = DiffOptions::new();
    options
        .set_original_filename(format!("{} (yours)", exercise.path(YOURS)))
        .set_modified_filename(exercise.path(SOLUTION));
    let patch = options.create_patch(&yours, &solution).to_string();
    patch
        .lines()
        .for_each(|line| println!("{}", coloured(line)));
    Ok(ExitCode::SUCCESS)
}

/// Without a name, the one in whose folder this was called, or the last one that passed is looked
/// back at; with `--anyway`, the current one is meant.
fn meant<'a>(workbook: &'a Workbook, arguments: &Arguments) -> Result<&'a Exercise> {
    let passed = workbook.catalogue.iter().filter(|it| !workbook.is_open(it));
    match (&arguments.name, workbook.here().or(passed.last())) {
        (None, Some(exercise)) if !arguments.anyway => Ok(exercise),
        (name, _) => workbook.exercise(name.as_deref()),
    }
}

fn coloured(line: &str) -> ColoredString {
    match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => line.bold(),
        [b'-', ..] => line.red(),
        [b'+', ..] => line.green(),
        [b'@', ..] => line.cyan(),
        _ => line.normal(),
    }
}
