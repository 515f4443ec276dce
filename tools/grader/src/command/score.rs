//! Scores the evidence again: nothing is run.

use std::process::ExitCode;

use anyhow::{Context, Result};

use super::grade::{lasting, lasting_shown};
use super::publish;
use crate::record::{Folder, Run};

/// Score what was seen again, and publish it: after a change of overrides.csv or of the rubric
///
/// Nothing is built or run. A check that another rubric asks for and that was never played is
/// reported as not played: `cargo grade --resume --rubric FILE` plays it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo grade score --moodle worksheet.csv --lang pt-BR")]
pub(super) struct Arguments {
    /// `course`, `original`, or a file; the one of the run if not given
    #[arg(long, value_name = "RUBRIC")]
    rubric: Option<String>,
    #[command(flatten)]
    publishing: publish::Publishing,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = Folder::open(&arguments.publishing.out)?;
    let run = folder.run()?.context("nothing was graded there")?;
    let publishing = arguments.publishing.again(&run.shown);
    let shown = lasting_shown(&arguments.publishing.shown.over(&run.shown))?;
    let rubric = match &arguments.rubric {
        Some(rubric) => lasting(rubric)?,
        None => run.rubric.clone(),
    };
    publishing.check(&rubric)?;
    let run = Run {
        rubric,
        shown,
        ..run
    };
    folder.begin(&run)?;
    publish::publish(&folder, &publishing)
}
