//! Prepares a folder for the tools that look for similar programs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::print;
use crate::intake;
use crate::similarity::{self, Similarity};

/// Prepare a folder for JPlag and Dolos, which look for similar programs
///
/// The starters of the capstone are in it as base code, the chapters and `final` as prior work; its
/// README.md has the commands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo grade similarity submissions.zip --to similarity")]
pub(super) struct Arguments {
    /// Folders or zips, as for grading
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The folder to make
    #[arg(long, value_name = "DIR", default_value = "similarity")]
    to: PathBuf,
    /// Ids in place of names
    #[arg(long)]
    anonymous: bool,
    /// The folder of the course, where it is not the one that this program was built in
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let scratch = TempDir::new().context("there is no room for temporary folders")?;
    let found = intake::find(&arguments.paths, scratch.path())?;
    let what = Similarity {
        course: arguments.course.clone().unwrap_or_else(similarity::course),
        anonymous: arguments.anonymous,
    };
    let prepared = similarity::prepare(&found, &arguments.to, &what)?;
    let (count, folder) = (prepared.submissions, arguments.to.display());
    print(&format!(
        "{folder} has the sources of {count} submissions; {folder}/README.md has the commands.\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}
