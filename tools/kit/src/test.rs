//! `cargo kit test`: builds an exercise, runs its tests, says in words what is missing.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, ensure};
use colored::Colorize;

use crate::catalogue::Exercise;
use crate::course::this;
use crate::judge::{Conduct, Judgement, LIMIT, judge, seconds};
use crate::page;
use crate::workbook::Workbook;

/// Check an exercise, and show what is missing
///
/// Exit codes: 0 passed, 1 not yet, 2 it could not be checked.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cargo kit test\n  cargo kit test ex07\n  cargo kit test --all"
)]
pub struct Arguments {
    /// The exercise, if not the current one: ex07, 7, or a part of its name
    #[arg(conflicts_with = "all")]
    name: Option<String>,
    /// All that were begun, in a line each
    #[arg(long)]
    all: bool,
    /// How long a single test may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = LIMIT.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    limit: u64,
}

/// Builds, runs, tells.
///
/// # Errors
/// Where there is no such exercise, or something fails that is not the student's doing.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut workbook = Workbook::open()?;
    let conduct = Conduct {
        limit: Duration::from_secs(arguments.limit),
        stop: &AtomicBool::new(false),
        tell: &|line| print!("{line}"),
    };
    if arguments.all {
        let conduct = Conduct {
            tell: &|_| {},
            ..conduct
        };
        return all_begun(&mut workbook, &conduct);
    }
    let exercise = workbook.exercise(arguments.name.as_deref())?.clone();
    if arguments.name.is_some() || workbook.is_changed(&exercise) {
        workbook.begin(&exercise)?;
    }
    print!("{}", checking(&exercise));
    let judgement = judge(&workbook.root, &exercise, &conduct)?;
    print!("{judgement}");
    print!("{}", conclude(&mut workbook, &exercise, &judgement)?);
    Ok(ExitCode::from(u8::from(!judgement.is_passed())))
}

/// What is said before there is anything to tell.
pub(crate) fn checking(exercise: &Exercise) -> String {
    let words = format!("checking {}: {} …", exercise.target(), exercise.title());
    page::line(&words, "", "").bold().to_string()
}

fn all_begun(workbook: &mut Workbook, conduct: &Conduct) -> Result<ExitCode> {
    let is_begun = |it: &&Exercise| workbook.progress.is_begun(&it.name);
    let begun: Vec<_> = workbook
        .catalogue
        .iter()
        .filter(is_begun)
        .cloned()
        .collect();
    ensure!(!begun.is_empty(), "nothing was begun yet: {} next", this());
    let mut is_all_passed = true;
    for exercise in begun {
        let judgement = judge(&workbook.root, &exercise, conduct)?;
        println!("{}", line(&exercise, &judgement));
        is_all_passed &= judgement.is_passed();
        if judgement.is_passed() {
            pass(workbook, &exercise)?;
        }
    }
    Ok(ExitCode::from(u8::from(!is_all_passed)))
}

/// How an exercise went, in a line.
fn line(exercise: &Exercise, judgement: &Judgement) -> String {
    let mark = if judgement.is_passed() {
        "✓".green()
    } else {
        "✗".red()
    };
    let words = match &judgement.tests {
        _ if judgement.is_passed() => String::new(),
        None => ": does not compile yet".to_owned(),
        Some(tests) => format!(": {}", count(judgement.failed(), tests.len())),
    };
    format!("{mark} {} {}{words}", exercise.target(), exercise.title())
}

fn count(failed: usize, all: usize) -> String {
    if all == 0 {
        return "there are no tests".to_owned();
    }
    format!("{failed} of {all} tests failed")
}

/// What follows from a judgement: a passed exercise is written down as such and explained, for an
/// open one the next hint is named.
///
/// # Errors
/// Where the progress cannot be written or the explanation not be read.
pub fn conclude(
    workbook: &mut Workbook,
    exercise: &Exercise,
    judgement: &Judgement,
) -> Result<String> {
    let times = format!(
        "built in {}, tested in {}",
        seconds(judgement.build_time),
        seconds(judgement.test_time)
    );
    let times = times.dimmed();
    let (this, target) = (this(), exercise.target());
    let tests = judgement.tests.as_deref().unwrap_or_default();
    if tests.is_empty() {
        // The judgement says it all.
        return Ok(String::new());
    }
    if !judgement.is_passed() {
        let count = count(judgement.failed(), tests.len());
        let count = page::line(&format!("{count} ({times})"), "", "");
        return Ok(format!("\n{count}a hint   {this} hint {target}\n"));
    }
    pass(workbook, exercise)?;
    let why = exercise.read(&workbook.root, "why.md")?;
    let why = page::render(&why, &exercise.path(""), page::width());
    let next = workbook.after(exercise);
    let next = next.map_or_else(
        || format!("{this} capstone --help   (all exercises have passed)"),
        |next| format!("{this} next {}   ({})", next.target(), next.title()),
    );
    let passed = page::line(&format!("{target} has passed ({times})."), "", "");
    let next = page::line(&next, "next     ", "         ");
    Ok(format!(
        "\n{passed}\n{why}\ncompare  {this} solution {target}\n{next}"
    ))
}

fn pass(workbook: &mut Workbook, exercise: &Exercise) -> Result<()> {
    let today = jiff::Zoned::now().date().to_string();
    workbook.note(&exercise.name, |entry| {
        entry.is_begun = true;
        entry.passed.get_or_insert(today);
    })
}
