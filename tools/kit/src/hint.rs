//! `cargo kit hint`: one more hint each time.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use colored::Colorize;

use crate::catalogue::Exercise;
use crate::page;
use crate::workbook::Workbook;

/// The file with the hints, each under a heading `## 1`.
const FILE: &str = "hints.md";

/// Show a hint, one more each time
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cargo kit hint\n  cargo kit hint ex07")]
pub struct Arguments {
    /// The exercise, if not the current one: ex07, 7, or a part of its name
    name: Option<String>,
}

/// Prints the hints so far and one more.
///
/// # Errors
/// Where there is no such exercise, or a file cannot be read or written.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut workbook = Workbook::open()?;
    let exercise = workbook.exercise(arguments.name.as_deref())?.clone();
    print!("{}", one_more(&mut workbook, &exercise, page::width())?);
    Ok(ExitCode::SUCCESS)
}

/// The hints that were shown before, and the next one, which counts as seen from now on. After the
/// exercise has passed: all of them, and none counts.
///
/// # Errors
/// Where the hints cannot be read, or the progress cannot be written.
pub fn one_more(workbook: &mut Workbook, exercise: &Exercise, width: usize) -> Result<String> {
    let hints = all(workbook, exercise)?;
    let mut seen = hints.len();
    if workbook.is_open(exercise) {
        workbook.note(&exercise.name, |entry| {
            entry.hints = entry.hints.saturating_add(1).min(hints.len());
            seen = entry.hints;
        })?;
    }
    let mut text = String::new();
    for (number, hint) in (1..).zip(&hints).take(seen) {
        let head = format!("{}: hint {number} of {}", exercise.target(), hints.len());
        let page = page::render(hint, &exercise.path(""), width);
        text += &format!("{}\n{page}\n", head.bold());
    }
    if seen == hints.len() && workbook.is_open(exercise) {
        text += &last_words(exercise, width);
    }
    Ok(text)
}

fn last_words(exercise: &Exercise, width: usize) -> String {
    let words = "That was the last hint. The way out, if need be:";
    let words = page::fill(words, width, "", "");
    let (this, target) = (crate::course::this(), exercise.target());
    format!("{words}\n  {this} solution {target} --anyway\n")
}

fn all(workbook: &Workbook, exercise: &Exercise) -> Result<Vec<String>> {
    let page = exercise.read(&workbook.root, FILE)?;
    let mut hints: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.starts_with("## ") {
            hints.push(String::new());
        } else if let Some(hint) = hints.last_mut() {
            *hint += &format!("{line}\n");
        }
    }
    ensure!(!hints.is_empty(), "{} has no hints", exercise.path(FILE));
    Ok(hints.iter().map(|hint| hint.trim().to_owned()).collect())
}
