//! `cargo kit status`: how far one is, and the next step.

use std::process::ExitCode;

use anyhow::Result;
use colored::Colorize;

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
#[command(after_help = "Example:\n  cargo kit status")]
pub struct Arguments {}

/// Prints the overview.
///
/// # Errors
/// Where the catalogue or the progress cannot be read.
pub fn run(_: &Arguments) -> Result<ExitCode> {
    print!("{}", overview(&Workbook::open()?, page::width()));
    Ok(ExitCode::SUCCESS)
}

/// Bar, exercises by chapter, next step: lines of at most this width.
pub fn overview(workbook: &Workbook, width: usize) -> String {
    let mut text = format!("{}\n", bar(workbook, width));
    let mut chapter = "";
    for exercise in workbook.catalogue.iter() {
        if exercise.chapter != chapter {
            chapter = &exercise.chapter;
            text += &format!("\n{}\n", chapter.bold());
        }
        text += &format!("{}\n", row(workbook, exercise, width));
    }
    let hints = workbook.progress.entries().any(|entry| entry.hints > 0);
    let hints = if hints { "   ? a hint seen" } else { "" };
    let legend = format!("✓ passed   → here   · open{hints}");
    text += &format!("\n{}\n\n", textwrap::fill(&legend, width));
    text + &next_step(workbook, width)
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
    let mark = match () {
        () if !workbook.is_open(exercise) => "✓".green(),
        () if is_current => "→".yellow().bold(),
        () => "·".normal(),
    };
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
            textwrap::fill(words, width)
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
        text += &format!("{}\n\n", textwrap::fill(&words, width));
    }
    let verb = match workbook.progress.is_begun(&current.name) {
        true => "test ",
        false => "next ",
    };
    let begin = format!("{this} {verb}");
    let about = format!("  {begin}  # {}: {}", current.target(), current.title());
    text + &format!("Next step:\n{}\n", cut(&about, width))
}
