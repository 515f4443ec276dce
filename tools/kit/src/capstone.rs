//! `cargo kit capstone`: builds and checks a messenger in any language, and says its points.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result, ensure};
use grader::rubric::Row;
use grader::{Conduct, Event, Manifest, Rubric, Score, Submission, grade, interrupt, report};
use testkit::vary;

use crate::course;
use crate::sessions::{Manner, Progress};

/// The rubric, unless one says otherwise.
const COURSE: &str = "course";

/// Check your own messenger, in any language, and see its points
///
/// The folder's mensageiro.toml says how your programs are built and started. They are your own:
/// they run with your rights, in a copy of the folder. Exit codes: 0 all automatic points, 1 not all
/// of them, 2 it could not be checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit capstone ../my-messenger")]
pub struct Arguments {
    /// The folder with your mensageiro.toml
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The number that chooses names and texts; another one each time where it is not given
    #[arg(long)]
    seed: Option<u64>,
    /// What gives the points: `course`, or `original` for the assignment's own words
    #[arg(long, value_name = "NAME", default_value = COURSE)]
    rubric: String,
    /// Only this row, by the name that stands before it
    #[arg(long, value_name = "ROW")]
    only: Option<String>,
    /// Do not build: take what is there
    #[arg(long)]
    no_build: bool,
    /// Keep the folders in which the programs have run, and say where they are
    #[arg(long)]
    keep: bool,
}

/// Builds, plays, and prints the points.
///
/// # Errors
/// Where there is nothing to check: no manifest or a wrong one, a build that fails, a row that does
/// not exist.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let rubric = Rubric::named(&arguments.rubric)?;
    ensure_row(&rubric, arguments.only.as_deref())?;
    ensure_folder(&arguments.folder)?;
    let submission = Submission::open(&arguments.folder)?;
    let stop = interrupt::flag().context("Ctrl-C cannot be waited for")?;
    if !arguments.no_build {
        build(&submission)?;
    }
    let keep = arguments.keep.then(kept_folder).transpose()?;
    let copy = submission.copy(keep.as_deref())?;
    let seed = arguments.seed.unwrap_or_else(vary::seed);
    let score = play(&rubric, &copy, arguments, seed, stop)?;
    // The copy goes before anything is said about it.
    drop(copy);
    print!(
        "{}",
        report::report(
            &score,
            &again(arguments, seed),
            seed,
            &skipped(&rubric, arguments.only.as_deref())
        )
    );
    if let Some(keep) = keep {
        println!("The programs have run below {}", keep.display());
    }
    Ok(exit_code(&score))
}

fn ensure_row(rubric: &Rubric, only: Option<&str>) -> Result<()> {
    let Some(only) = only else { return Ok(()) };
    let rows = rubric.rows.iter().filter(|row| !row.checks.is_empty());
    let names: Vec<_> = rows.map(|row| row.id.as_str()).collect();
    ensure!(
        names.contains(&only),
        "no row `{only}`; there are {}",
        names.join(", ")
    );
    Ok(())
}

/// The rows that the only one comes after, which are not played then.
fn skipped<'a>(rubric: &'a Rubric, only: Option<&str>) -> Vec<&'a Row> {
    only.map(|id| rubric.before(id)).unwrap_or_default()
}

fn ensure_folder(folder: &Path) -> Result<()> {
    let shown = folder.display();
    ensure!(
        !folder.is_file(),
        "{shown} is a file: name the folder with the mensageiro.toml; a zip has to be unpacked first"
    );
    ensure!(folder.is_dir(), "there is no folder {shown}");
    Ok(())
}

fn build(submission: &Submission) -> Result<()> {
    let Manifest { build: Some(_), .. } = submission.manifest else {
        return Ok(());
    };
    eprintln!("building …");
    let built = submission.build();
    ensure_not_stopped()?;
    let built = built.with_context(|| format!("in {}", submission.folder.display()))?;
    if let Some(built) = built {
        eprintln!("built in {:.1} s", built.took.as_secs_f64());
    }
    Ok(())
}

fn kept_folder() -> Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("capstone-").tempdir();
    Ok(folder
        .context("there is no room for temporary folders")?
        .keep())
}

fn play<'a>(
    rubric: &'a Rubric,
    copy: &grader::Copy,
    arguments: &Arguments,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Score<'a>> {
    let mut conduct = Conduct::new(seed);
    conduct.only = arguments.only.as_deref();
    conduct.stop = Some(stop);
    let count = conduct.rows(rubric).map(|row| row.checks.len()).sum();
    let progress = Progress::new(Manner::of_stderr(), count);
    let tell = |event| match event {
        _ if interrupt::has_come() => {}
        Event::Done { is_failed } => progress.done(is_failed),
        Event::Seen(_) => {}
        Event::WaitsForPort { port, limit } => {
            let limit = limit.as_secs();
            progress.waits(&format!(
                "waiting for port {port}, still in use; {limit} s at most"
            ));
        }
    };
    conduct.progress = &tell;
    let score = grade(rubric, copy, &conduct);
    progress.end();
    ensure_not_stopped()?;
    Ok(score)
}

fn ensure_not_stopped() -> Result<()> {
    ensure!(!interrupt::has_come(), "stopped; no points counted");
    Ok(())
}

/// The command that repeats this, without what to repeat.
fn again(arguments: &Arguments, seed: u64) -> String {
    let command = course::this();
    let folder = arguments.folder.to_string_lossy();
    let folder = shell_words::quote(&folder);
    let rubric = match arguments.rubric.as_str() {
        COURSE => String::new(),
        rubric => format!(" --rubric {rubric}"),
    };
    format!("{command} capstone {folder}{rubric} --seed {seed}")
}

fn exit_code(score: &Score) -> ExitCode {
    let lost = score.automatic() - score.points();
    ExitCode::from(match (lost, score.open()) {
        (lost, _) if lost == grader::Points::default() => 0,
        (lost, open) if lost == open => 2,
        _ => 1,
    })
}
