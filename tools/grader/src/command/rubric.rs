//! Prints a rubric.

use std::process::ExitCode;

use anyhow::Result;

use super::print;
use crate::rubric::Source;

/// Print a rubric, to make one's own of it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo grade rubric course > mine.toml")]
pub(super) struct Arguments {
    /// `course` or `original`
    #[arg(value_name = "NAME")]
    name: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    print(Source::meant(&arguments.name)?.text())?;
    Ok(ExitCode::SUCCESS)
}
