//! `cargo kit status`: how far one is, and the next step.

use std::process::ExitCode;

use anyhow::Result;
use colored::{ColoredString, Colorize};

use crate::catalogue::Exercise;
use crate::course::this;
use crate::page;
use crate::workbook::Workbook;

/// The bar is at most so wide, and at most two columns an exercise.
const WIDEST_BAR: usize = 40;

/// The column of titles is never narrower.
const NARROWEST_TITLE: usize = 12;

/// With fewer columns the kind of an exercise is left out.
const WIDTH_WITH_KIND: usize = 72;

/// Show how far you are, and the next step as a command
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cargo kit status\n  cargo kit status --all")]
pub struct Arguments {
    /// List every exercise, not only those of the chapter where you are
    #[arg(long)]
    all: bool,
}

/// Prints the overview.
///
/// # Errors
/// Where the catalogue or the progress cannot be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workbook = Workbook::open()?;
    print!("{}", overview(&workbook, page::width(), arguments.all));
    Ok(ExitCode::SUCCESS)
}

/// Chapters, bar, next step: lines of at most this width. What is last stays on the screen.
pub fn overview(workbook: &Workbook, width: usize, is_all: bool) -> String {
    let mut text = String::new();
    let exercises: Vec<_> = workbook.catalogue.iter().collect();
    for exercises in exercises.chunk_by(|one, other| one.chapter == other.chapter) {
        let is_here = exercises.iter().any(|it| workbook.current() == Some(it));
        text += &chapter(workbook, exercises, is_here);
        if is_all || is_here {
            let rows = exercises.iter().map(|it| row(workbook, it, width));
            text.extend(rows.map(|row| row + "\n"));
        }
    }
    let hints = workbook.progress.entries().any(|entry| entry.hints > 0);
    let hints = if hints { "   ? a hint seen" } else { "" };
    let legend = format!("✓ passed   → here   · open{hints}");
    text += &format!("\n{}\n", page::fill(&legend, width, "", ""));
    if !is_all {
        text += &format!("every exercise: {} status --all\n", this());
    }
    let bar = bar(workbook, width);
    format!("{text}\n{bar}\n\n{}", next_step(workbook, width))
}

/// A chapter in a line.
fn chapter(workbook: &Workbook, exercises: &[&Exercise], is_here: bool) -> String {
    let Some(first) = exercises.first() else {
        return String::new();
    };
    let total = exercises.len();
    let passed = exercises.iter().filter(|it| !workbook.is_open(it)).count();
    let mark = mark(passed == total, is_here);
    let name = format!("{:<14}", first.chapter);
    format!("{mark} {} {passed} of {total}\n", name.bold())
}

fn mark(is_passed: bool, is_here: bool) -> ColoredString {
    match (is_passed, is_here) {
        (true, _) => "✓".green(),
        (_, true) => "→".yellow().bold(),
        _ => "·".normal(),
    }
}

fn bar(workbook: &Workbook, width: usize) -> String {
    let (passed, total) = (workbook.passed(), workbook.total());
    let count = format!("{passed} of {total} passed");
    let room = width.saturating_sub(count.chars().count() + 2);
    let cells = room.min(WIDEST_BAR).min(2 * total);
    let full = cells * passed / total.max(1);
    let bar = format!("{}{}", "█".repeat(full).green(), "░".repeat(cells - full));
    format!("{bar}  {count}")
}

fn row(workbook: &Workbook, exercise: &Exercise, width: usize) -> String {
    let is_current = workbook.current() == Some(exercise);
    let mark = mark(!workbook.is_open(exercise), is_current);
    let entry = workbook.progress.entry(&exercise.name);
    let hints = "?".repeat(entry.map_or(0, |entry| entry.hints.min(3)));
    let kind = match width {
        WIDTH_WITH_KIND.. => format!("  {:<19}", exercise.kind),
        _ => String::new(),
    };
    let right = format!("{kind}{:>4} min {hints:<3}", exercise.minutes);
    let left = format!("  {mark} {} ", exercise.target());
    // The escapes that colour the mark have no width.
    let used = 5 + exercise.target().len() + right.chars().count();
    let room = width.saturating_sub(used).max(NARROWEST_TITLE);
    let title = cut(exercise.title(), room);
    let title = format!("{title:<room$}");
    let title = if is_current {
        title.bold()
    } else {
        title.normal()
    };
    format!("{left}{title}{right}").trim_end().to_owned()
}

/// A title that fits its column.
fn cut(title: &str, room: usize) -> String {
    if title.chars().count() <= room {
        return title.to_owned();
    }
    title.chars().take(room - 1).chain(['…']).collect()
}

fn next_step(workbook: &Workbook, width: usize) -> String {
    let this = this();
    let Some(current) = workbook.current() else {
        let words = "All exercises have passed. What remains is your own messenger:";
        return format!(
            "{}\n  {this} capstone --help\n",
            page::fill(words, width, "", "")
        );
    };
    let mut text = String::new();
    if workbook.passed() == 0 && workbook.progress.entries().next().is_none() {
        let words = format!(
            "{} of {}: they all fail at the beginning, that is how they are meant. \
             Read a chapter, then do its exercises.",
            workbook.passed(),
            workbook.total()
        );
        text += &format!("{}\n\n", page::fill(&words, width, "", ""));
    }
    let verb = match workbook.progress.is_begun(&current.name) {
        true => "test ",
        false => "next ",
    };
    let begin = format!("{this} {verb}");
    let about = format!("  {begin}  # {}: {}", current.target(), current.title());
    text + &format!("Next step:\n{}\n", cut(&about, width))
}
