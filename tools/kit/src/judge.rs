//! Builds one exercise and runs its tests, each in a process of its own.
//!
//! A test has passed where the test harness has written so into a log of its own, and its process
//! has ended without an error. What a student's code prints is shown, and decides nothing.

mod build;
mod output;
pub(crate) mod process;
mod report;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::NamedTempFile;

use crate::catalogue::{Exercise, FOLDER};
use crate::course::this;
use crate::next::YOURS;
use crate::{page, parallel};
pub(crate) use build::build;
use output::Output;
pub use report::seconds;
pub use testkit::program::groups::kill_all as end_all;

/// So long may a test take; after that it is ended. The tests of the exercises give up by
/// themselves within ten seconds (`exercises::in_time`), and say more than this limit can: it is for
/// what they cannot end, with room for a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);

/// How an exercise is judged.
pub struct Conduct<'a> {
    /// How long a test may take.
    pub limit: Duration,
    /// Set by whoever does not want to know any more.
    pub stop: &'a AtomicBool,
    /// Hears at once, a line each, which tests have passed and which take long.
    pub tell: &'a (dyn Fn(&str) + Sync),
}

/// What came of it.
#[derive(Debug)]
pub struct Judgement {
    /// What the compiler said, as it said it.
    pub compiler: String,
    /// Its warnings where it compiles, a line each.
    pub warnings: Vec<String>,
    /// How the tests went; none where it does not compile.
    pub tests: Option<Vec<Tested>>,
    /// How long Cargo took.
    pub build_time: Duration,
    /// From the end of the build to the verdict.
    pub test_time: Duration,
}

/// How a test went.
#[derive(Debug)]
pub struct Tested {
    /// Its path, such as `tests::half_a_message_waits`.
    pub name: String,
    /// The verdict.
    pub ended: Ended,
    output: Output,
}

/// How a test's process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It passed.
    Passed,
    /// It failed, or its process was ended by a signal.
    Failed(ExitStatus),
    /// The process said that all is well before the test was over.
    TooEarly,
    /// It did not end within this time.
    OutOfTime(Duration),
    /// Nobody wanted to know any more.
    Stopped,
}

impl Judgement {
    /// Whether everything passed. An exercise without tests has not.
    pub fn is_passed(&self) -> bool {
        let is_passed = |test: &Tested| test.ended == Ended::Passed;
        let passed = |tests: &Vec<Tested>| !tests.is_empty() && tests.iter().all(is_passed);
        self.tests.as_ref().is_some_and(passed)
    }

    /// How many tests have not passed.
    pub fn failed(&self) -> usize {
        let tests = self.tests.iter().flatten();
        tests.filter(|test| test.ended != Ended::Passed).count()
    }
}

/// Builds and runs.
///
/// # Errors
/// Where the student's file is gone, or for what is not the student's doing: Cargo cannot be run,
/// or fails at something else.
pub fn judge(root: &Path, exercise: &Exercise, conduct: &Conduct) -> Result<Judgement> {
    // Cargo would only say that something cannot be read.
    ensure!(
        exercise.folder(root).join(YOURS).is_file(),
        "{} is not there: {} reset {}",
        exercise.path(YOURS),
        this(),
        exercise.target()
    );
    let begun = Instant::now();
    let built = build(root, exercise.target())?;
    let build_time = begun.elapsed();
    let begun = Instant::now();
    let tests = match &built.executable {
        Some(executable) => Some(run_all(root, exercise, executable, conduct)?),
        None => None,
    };
    Ok(Judgement {
        compiler: built.messages,
        warnings: built.warnings,
        tests,
        build_time,
        test_time: begun.elapsed(),
    })
}

fn run_all(
    root: &Path,
    exercise: &Exercise,
    executable: &Path,
    conduct: &Conduct,
) -> Result<Vec<Tested>> {
    // Where `cargo test` would run it, too.
    let folder = root.join(FOLDER);
    let listed = Command::new(executable)
        .args(["--list", "--format=terse"])
        .current_dir(&folder)
        .output();
    let listed = listed.with_context(|| format!("{} cannot be run", executable.display()))?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    let mut names: Vec<_> = listed
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .collect();
    // They are listed by name. In the file the basic ones come first.
    let source = exercise.read(root, "tests.rs").unwrap_or_default();
    names.sort_by_key(|name| source.find(&format!("fn {}(", last(name))));
    let run = |name: &&str| run(name, Command::new(executable).current_dir(&folder), conduct);
    let done = |tested: &Result<Tested>| {
        if let Ok(tested) = tested
            && tested.ended == Ended::Passed
        {
            (conduct.tell)(&report::passed(&tested.name));
        }
    };
    parallel::map(&names, run, done).into_iter().collect()
}

/// Runs one test, and tells where it takes long. Its output is not captured by the test harness: so
/// it is not lost where the test does not end.
fn run(name: &str, command: &mut Command, conduct: &Conduct) -> Result<Tested> {
    let log = NamedTempFile::new().context("there is no room for temporary files")?;
    // With a single thread a test would run on the main one, which does not have its name.
    command
        .args(["--exact", name, "--no-capture", "--test-threads=2"])
        .args(["--color", "never", "--logfile"])
        .arg(log.path())
        .env("RUST_BACKTRACE", "0");
    let is_late = || {
        let (sentence, limit) = (sentence(name), seconds(conduct.limit));
        let words = format!("still running: {sentence} (it is ended after {limit})");
        (conduct.tell)(&page::line(&words, "", "  "));
    };
    let run = process::run(command, conduct, is_late).context("a test cannot be run")?;
    let output = Output::new(name, &run.stdout, &run.stderr);
    let ended = match run.ended {
        process::Ended::OutOfTime => Ended::OutOfTime(conduct.limit),
        process::Ended::Stopped => Ended::Stopped,
        process::Ended::Exited(status) if !status.success() => Ended::Failed(status),
        process::Ended::Exited(_) if !is_in_log(log.path(), name) => Ended::TooEarly,
        process::Ended::Exited(_) => Ended::Passed,
    };
    Ok(Tested {
        name: name.to_owned(),
        ended,
        output,
    })
}

/// Whether the test harness has come so far as to write down that the test has passed. On its
/// output, where it says that too, threads of the student's code may print in between.
fn is_in_log(log: &Path, name: &str) -> bool {
    let passed = format!("ok {name}");
    fs::read_to_string(log).is_ok_and(|log| log.lines().any(|line| line == passed))
}

/// The function's name of a path.
fn last(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// A test's name as the sentence that it is.
fn sentence(name: &str) -> String {
    last(name).replace('_', " ")
}
