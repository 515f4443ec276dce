//! The points as a text for a terminal: a table, and what stands behind each one that was lost.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::points::Points;
use crate::rubric::{Part, Play, Row};
use crate::score::{Outcome, RowScore, Score, Why};

/// Everything fits a terminal of this width but for what was sent and received.
const WIDTH: usize = 80;

/// The columns before a row's title.
const INDENT: usize = 39;

/// The table, the failures, and the sum. `again` is the command without the row to be repeated,
/// `skipped` are rows that were not asked for although those that were come after them.
pub fn report(score: &Score, again: &str, seed: u64, skipped: &[&Row]) -> String {
    let mut text = String::from("\n");
    for part in [Part::Server, Part::Client, Part::Robustness, Part::People] {
        let rows = score.rows.iter().filter(|scored| scored.row.part == part);
        let rows: String = rows.map(row).collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "{part}\n{rows}");
        }
    }
    for scored in &score.rows {
        text += &details(scored, again);
    }
    text + &not_checked(score) + &not_played(skipped) + &sum(score, seed)
}

/// That rows were left out without which the score may mislead.
fn not_played(skipped: &[&Row]) -> String {
    let ids: Vec<_> = skipped.iter().map(|row| row.id.as_str()).collect();
    let text = match ids.as_slice() {
        [] => return String::new(),
        [id] => format!("The row {id}, on which this one builds, was not played: mend it first."),
        ids => format!(
            "The rows on which this one builds were not played: {}. Mend those first.",
            ids.join(", ")
        ),
    };
    paragraph(&text) + "\n"
}

/// The rows that could not be judged, by the row that is to be mended first.
fn not_checked(score: &Score) -> String {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut lost = Points::default();
    for scored in &score.rows {
        if let Some(Outcome::NotChecked { because }) = scored.outcomes.first() {
            rows.entry(because).or_default().push(&scored.row.id);
            lost = lost + scored.row.points;
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut text = heading("not checked", &self::lost(lost), &[]);
    for (because, rows) in rows {
        let rows = rows.join(", ");
        text += &paragraph(&format!("{rows}: nothing has passed in the row {because}."));
    }
    text + "\n"
}

fn row(scored: &RowScore) -> String {
    let RowScore { row, .. } = scored;
    let is_open = scored.open() > Points::default();
    let (mark, points) = match row.part {
        Part::People => ("·", "?".to_owned()),
        _ if scored.points() == row.points => ("✓", scored.points().to_string()),
        _ if is_open => ("?", scored.points().to_string()),
        _ if is_not_checked(scored) => ("-", "0".to_owned()),
        _ => ("✗", scored.points().to_string()),
    };
    let head = format!(
        "{mark} {:<20} {points:>5} of {:<4}",
        row.id,
        row.points.to_string()
    );
    let title = textwrap::wrap(&row.title, WIDTH - INDENT).join(&format!("\n{:INDENT$}", ""));
    format!("{head:<INDENT$}{title}\n")
}

fn is_not_checked(scored: &RowScore) -> bool {
    let mut outcomes = scored.outcomes.iter();
    outcomes.any(|outcome| matches!(outcome, Outcome::NotChecked { .. }))
}

/// What is to be said about a row: nothing, where everything has passed.
fn details(scored: &RowScore, again: &str) -> String {
    let row = scored.row;
    let again = repeat(row, again);
    let mut text = String::new();
    // What is true of several checks of a row is said once.
    let mut said: BTreeMap<String, Points> = BTreeMap::new();
    for (check, outcome, points) in scored.checks() {
        let name = check.play.name();
        match outcome {
            Outcome::Passed(None) => {}
            Outcome::Passed(Some(remark)) => {
                let remark = paragraph(&format!("{name}: {}", remark.words()));
                let lost = lost(check.points - points);
                text += &format!("{}{remark}\n", heading(&row.id, &lost, &row.rules));
            }
            Outcome::Failed(why) => {
                let lost = heading(&row.id, &lost(check.points), &row.rules);
                match shown(why, &check.play, &again) {
                    Shown::Own(why) => text += &format!("{lost}{why}\n\n"),
                    Shown::Shared(why) => add(&mut said, why, check.points),
                }
            }
            // Said once for all rows, or of no run with all the time in the world.
            Outcome::NotChecked { .. } | Outcome::OutOfTime | Outcome::NotPlayed => {}
            Outcome::GradersFault(why) => {
                let why = format!("Could not be checked, which costs nothing: {why}.");
                add(&mut said, why, Points::default());
            }
        }
    }
    for (why, points) in said {
        text += &format!(
            "{}{}\n",
            heading(&row.id, &lost(points), &row.rules),
            paragraph(&why)
        );
    }
    text
}

/// The command that plays as little as possible of it again: a row.
fn repeat(row: &Row, again: &str) -> String {
    let command = format!("{again} --only {}", row.id);
    match row.checks.len() {
        0 | 1 => command,
        count => format!("the whole row, {count} checks\n            {command}"),
    }
}

/// Why a session is as it is, without the place in the course's protocol page: here the rules are
/// those of the statement, whose numbers stand in the heading.
fn words(why: &str) -> String {
    let words = why.rsplit_once(" (protocol page").map_or(why, |it| it.0);
    textwrap::fill(
        words,
        textwrap::Options::new(WIDTH - 2).subsequent_indent("  "),
    )
}

fn add(said: &mut BTreeMap<String, Points>, why: String, points: Points) {
    let before = said.entry(why).or_default();
    *before = *before + points;
}

fn lost(points: Points) -> String {
    match points.to_string().as_str() {
        "0" => "no point lost".to_owned(),
        "1" => "1 point lost".to_owned(),
        points => format!("{points} points lost"),
    }
}

enum Shown {
    /// Belongs to this check alone.
    Own(String),
    /// May be true of its neighbours too.
    Shared(String),
}

fn shown(why: &Why, play: &Play, again: &str) -> Shown {
    match why {
        Why::Session(failure) => {
            let mut failure = failure.clone();
            failure.why = words(&failure.why);
            again.clone_into(&mut failure.again);
            Shown::Own(failure.to_string())
        }
        Why::Client(failure) => {
            let mut failure = failure.clone();
            again.clone_into(&mut failure.again);
            Shown::Own(failure.to_string())
        }
        Why::NoProgram(missing) => {
            let program = match play {
                Play::Session(_) => "server",
                Play::Client(_) => "client",
            };
            Shown::Shared(format!("There is no {program} to check: {missing}."))
        }
    }
}

fn heading(name: &str, lost: &str, rules: &[u32]) -> String {
    let rules: Vec<_> = rules.iter().map(u32::to_string).collect();
    let rules = match rules.as_slice() {
        [] => String::new(),
        [rule] => format!(", rule {rule}"),
        rules => format!(", rules {}", rules.join(", ")),
    };
    let text = format!("── {name}: {lost}{rules} ");
    let line = WIDTH.saturating_sub(text.chars().count());
    format!("{text}{}\n", "─".repeat(line))
}

fn sum(score: &Score, seed: u64) -> String {
    let (points, all, people) = (score.points(), score.automatic(), score.by_people());
    let mut text = format!("{points} of {all} automatic points");
    if score.open() > Points::default() {
        let _ = write!(text, " ({} could not be checked)", score.open());
    }
    if people > Points::default() {
        let _ = write!(text, "; {people} more are given by people");
    }
    format!("{text}. Seed {seed}.\n")
}

fn paragraph(text: &str) -> String {
    textwrap::fill(text, WIDTH) + "\n"
}
