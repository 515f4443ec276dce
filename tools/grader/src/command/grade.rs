//! Grades: finds the submissions, runs a worker for each, and publishes what came of it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use testkit::vary;

use super::class::Class;
use super::publish;
use super::runner;
use super::shown::Shown;
use crate::evidence;
use crate::framing::Choice;
use crate::record::{Folder, Run};
use crate::rubric::Rubric;

/// The rubric, unless one says otherwise.
const RUBRIC: &str = "course";

#[derive(Debug, clap::Args)]
pub(super) struct Grade {
    /// Folders or zips: one submission, many, or Moodle's zip of all
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// `course`, `original`, or a file; `cargo grade rubric course` prints one to begin with
    #[arg(long, value_name = "RUBRIC")]
    rubric: Option<String>,
    /// How the lines to the servers end: lf, crlf, none, or auto; what the rubric says if not given
    #[arg(long, value_name = "HOW")]
    framing: Option<Choice>,
    /// The number that chooses names and texts; another one each time where it is not given
    #[arg(long)]
    seed: Option<u64>,
    /// Go on where an interrupted run has stopped, with what it was asked
    #[arg(long, conflicts_with_all = ["anew", "seed"])]
    resume: bool,
    /// Grade again what has been graded; overrides.csv stays, and `compare` can show what changed
    #[arg(long)]
    anew: bool,
    #[command(flatten)]
    running: runner::Running,
    #[command(flatten)]
    publishing: publish::Publishing,
}

/// Grades what is not graded yet, and publishes.
///
/// # Errors
/// Where there is nothing to grade, no sandbox, or no place for the results.
pub(super) fn run(arguments: &Grade) -> Result<ExitCode> {
    let folder = Folder::take(&arguments.publishing.out)?;
    let asked = asked(arguments, &folder)?;
    let publishing = arguments.publishing.over(&asked.shown);
    publishing.check(&asked.rubric)?;
    let seed = asked.seed;
    let is_anonymous = publishing.shown.is_anonymous();
    let class = Class::open(folder, asked, &arguments.running, is_anonymous)?;
    class.begin(arguments.anew)?;
    let graded = class.found().iter().map(|found| class.is_graded(found));
    let graded = graded.collect::<Result<Vec<_>>>()?;
    let is_stopped = class.grade(seed, |place| !graded[place])?;
    let code = publish::publish(class.folder(), &publishing)?;
    let again = publishing.command("--resume");
    ensure!(!is_stopped, "stopped; go on with `{again}`");
    Ok(code)
}

/// What is asked now, or was asked before.
fn asked(arguments: &Grade, folder: &Folder) -> Result<Run> {
    let out = folder.path().display();
    let before = folder.run()?;
    if arguments.resume {
        let before = before.with_context(|| format!("{out} holds nothing to go on with"))?;
        return resumed(arguments, before);
    }
    ensure!(
        !arguments.paths.is_empty(),
        "nothing to grade: name a folder or a zip; `cargo grade --help` has examples"
    );
    if let Some(before) = before
        && !arguments.anew
    {
        let count = before.submissions.len();
        bail!(
            "{out} holds the grades of {count} submissions: --resume goes on with them, --anew grades them again, and --out DIR puts these elsewhere"
        );
    }
    Ok(Run {
        format: evidence::FORMAT,
        paths: absolute(&arguments.paths)?,
        rubric: lasting(arguments.rubric.as_deref().unwrap_or(RUBRIC))?,
        framing: arguments.framing,
        seed: arguments.seed.unwrap_or_else(vary::seed),
        shown: lasting_shown(&arguments.publishing.shown)?,
        submissions: Vec::new(),
    })
}

/// What was asked before, but for what is asked otherwise now.
fn resumed(arguments: &Grade, before: Run) -> Result<Run> {
    let rubric = arguments.rubric.as_deref();
    Ok(Run {
        paths: match arguments.paths.as_slice() {
            [] => before.paths,
            paths => absolute(paths)?,
        },
        rubric: rubric.map_or(Ok(before.rubric), lasting)?,
        framing: arguments.framing.or(before.framing),
        shown: lasting_shown(&arguments.publishing.shown.over(&before.shown))?,
        ..before
    })
}

/// The same from whatever folder one goes on.
fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = paths.iter().map(std::path::absolute);
    let absolute = absolute.collect::<std::io::Result<_>>();
    absolute.context("the current folder is not known")
}

/// With files that are the same from whatever folder one goes on.
pub(super) fn lasting_shown(shown: &Shown) -> Result<Shown> {
    shown.lasting().context("the current folder is not known")
}

/// A rubric's name, or its file from whatever folder one goes on.
pub(super) fn lasting(rubric: &str) -> Result<String> {
    if Rubric::names().any(|name| name == rubric) {
        return Ok(rubric.to_owned());
    }
    let path = std::path::absolute(rubric).context("the current folder is not known")?;
    Ok(path.to_string_lossy().into_owned())
}
