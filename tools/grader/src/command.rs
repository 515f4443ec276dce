//! The verbs of `cargo grade`.

mod class;
mod compare;
mod earlier;
mod grade;
mod moodle;
mod publish;
mod regrade;
mod rubric;
mod runner;
mod score;
mod shown;
mod similarity;
mod summary;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::worker;
pub use shown::Shown;

/// Grades what students hand in: builds it, plays the rubric's checks in a sandbox, and writes grades and
/// feedback pages
///
/// PATH is a folder or a zip of one submission, a folder of them, or Moodle's zip of all. Exit
/// codes: 0 all are graded, 1 some need a person, 2 it could not be done.
#[derive(Debug, Parser)]
#[command(
    name = "mensageiro-grade",
    bin_name = "cargo grade",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  cargo grade submissions.zip --moodle worksheet.csv\n  cargo grade --resume\n  cargo grade score --moodle worksheet.csv"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    grade: grade::Grade,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Score(score::Arguments),
    Regrade(regrade::Arguments),
    Compare(compare::Arguments),
    Rubric(rubric::Arguments),
    Similarity(similarity::Arguments),
    /// Grades one submission, which stdin describes; started by the others, in a sandbox
    #[command(hide = true)]
    Worker,
}

impl Arguments {
    /// Does what is asked.
    ///
    /// # Errors
    /// Where it cannot be done at all.
    pub fn run(&self) -> Result<ExitCode> {
        match &self.verb {
            None => grade::run(&self.grade),
            Some(Verb::Score(arguments)) => score::run(arguments),
            Some(Verb::Regrade(arguments)) => regrade::run(arguments),
            Some(Verb::Compare(arguments)) => compare::run(arguments),
            Some(Verb::Rubric(arguments)) => rubric::run(arguments),
            Some(Verb::Similarity(arguments)) => similarity::run(arguments),
            Some(Verb::Worker) => Ok(worker::main()),
        }
    }
}

/// Writes what was asked for: where it cannot be written, nothing was done.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.context("stdout cannot be written")
}
