//! What has changed between two gradings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::print;
use super::publish::{BEFORE, OUT, RESULTS};
use crate::compare;
use crate::harmless::harmless;
use crate::results::Results;

/// List the grades that have changed, and why
///
/// Without arguments: since the last time that results were published. Exit codes: 0 nothing has
/// changed, 1 something has.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cargo grade compare grades-before/results.json grades/results.json"
)]
pub(super) struct Arguments {
    /// A results.json, or the folder with it
    #[arg(value_name = "OLD", requires = "new")]
    old: Option<PathBuf>,
    /// Another one
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// The folder with the grades
    #[arg(long, value_name = "DIR", default_value = OUT, conflicts_with = "old")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let out = &arguments.out;
    let old = arguments.old.clone().unwrap_or_else(|| out.join(BEFORE));
    let new = arguments.new.clone().unwrap_or_else(|| out.join(RESULTS));
    let comparison = compare::compare(&read(&old)?, &read(&new)?);
    print(&harmless(&comparison.to_string()))?;
    Ok(ExitCode::from(u8::from(!comparison.is_empty())))
}

fn read(path: &Path) -> Result<Results> {
    let file = if path.is_dir() {
        path.join(RESULTS)
    } else {
        path.to_owned()
    };
    let shown = || file.display().to_string();
    let text = fs::read_to_string(&file).with_context(shown)?;
    Results::parse(&text).with_context(shown)
}
