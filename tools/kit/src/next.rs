//! `cargo kit next`: the exercise to do now.

use std::process::ExitCode;

use anyhow::Result;
use colored::Colorize;

use crate::catalogue::Exercise;
use crate::course::this;
use crate::page;
use crate::workbook::Workbook;

/// A student's file in each exercise.
pub const YOURS: &str = "exercise.rs";

/// Show the next exercise: what to do, where, and how it is checked
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cargo kit next\n  cargo kit next ex07")]
pub struct Arguments {
    /// Another exercise, only to look at: ex07, 7, or a part of its name
    name: Option<String>,
}

/// Prints the statement.
///
/// # Errors
/// Where there is no such exercise, or a file cannot be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workbook = Workbook::open()?;
    let here = workbook.here().filter(|it| workbook.is_open(it));
    let exercise = match &arguments.name {
        Some(name) => Some(workbook.catalogue.find(name)?),
        None => here.or(workbook.current()),
    };
    if let Some(exercise) = exercise {
        print!("{}", statement(&workbook, exercise, page::width())?);
    } else {
        println!("All {} exercises have passed.", workbook.total());
        println!(
            "What remains is your own messenger:\n  {} capstone --help",
            this()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// An exercise's statement, and the commands for it.
///
/// # Errors
/// Where the statement cannot be read.
pub fn statement(workbook: &Workbook, exercise: &Exercise, width: usize) -> Result<String> {
    let page = exercise.read(&workbook.root, "README.md")?;
    let page = page::render(&page, &exercise.path(""), width);
    let (this, target) = (this(), exercise.target());
    let about = format!(
        "{target} · {} · {} minutes",
        exercise.kind, exercise.minutes
    );
    let steps = [
        ("edit", exercise.path(YOURS)),
        ("check", format!("{this} test {target}")),
        (
            "or",
            format!("{this} watch {target}, which checks whenever you save"),
        ),
        ("stuck", format!("{this} hint {target}")),
    ];
    let steps = steps.map(|(label, what)| {
        let label = format!("{label:<7}").bold().to_string();
        page::fill(&what, width, &label, "       ") + "\n"
    });
    Ok(format!("{}\n{page}\n{}", about.dimmed(), steps.concat()))
}
