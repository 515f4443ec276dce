//! What stands in the terminal in the end.

use testkit::failure::escaped;

use crate::graded::{Graded, Who};
use crate::lang::{self, Lang};
use crate::points::Points;

/// The columns of a terminal.
const WIDTH: usize = 80;

/// The fewest columns of an id.
const ID: usize = 12;

/// The fewest and the most columns of a name.
const NAME: (usize, usize) = (8, 30);

/// Those of what a person has to do, at most: `10.25 by people are open`.
const STATE: usize = 25;

/// A class, a line each: points, who, and what a person has to do.
pub(super) fn class(graded: &[Graded]) -> String {
    let ids = graded.iter().map(|it| it.who.id.len());
    let id = ids.max().unwrap_or_default().max(ID);
    let room = WIDTH.saturating_sub(6 + 2 + id + 1 + 2 + STATE);
    let name = room.clamp(NAME.0, NAME.1);
    graded.iter().map(|it| line(it, id, name)).collect()
}

fn line(graded: &Graded, id_width: usize, name_width: usize) -> String {
    let state = match (graded.needs_person(), graded.awaited()) {
        (true, _) => "needs a person".to_owned(),
        (false, awaited) if awaited == Points::default() => String::new(),
        (false, awaited) => format!("{awaited} by people are open"),
    };
    let Who { id, name, .. } = &graded.who;
    let name = escaped(name.as_bytes());
    let name: String = name.chars().take(name_width).collect();
    let total = graded.total().to_string();
    let line = format!("{total:>6}  {id:<id_width$} {name:<name_width$}  {state}");
    format!("{}\n", line.trim_end())
}

/// What people have decided about one submission, how late it is, and all points with that; nothing
/// where the checks alone count.
pub(super) fn people(graded: &Graded) -> String {
    let rows = graded.score.rows.iter();
    let decisions = rows.filter_map(|row| Some((row.row, graded.decision(row)?)));
    let mut lines: Vec<_> = decisions
        .map(|(row, decision)| {
            let decided = format!("{}: {} of {}", row.id, decision.points, row.points);
            match decision.comment.as_str() {
                "" => format!("{decided} by decision"),
                comment => format!("{decided} by decision: {}", escaped(comment.as_bytes())),
            }
        })
        .collect();
    lines.extend(lang::late(graded, Lang::English));
    if lines.is_empty() {
        return String::new();
    }
    lines.push(format!("{} points in total", graded.total()));
    let fill = |line: &String| textwrap::fill(line, WIDTH) + "\n";
    lines.iter().map(fill).collect()
}

/// What a person should know.
pub(super) fn note(note: &str) -> String {
    let note: String = note.chars().filter(|it| !it.is_control()).collect();
    let options = textwrap::Options::new(WIDTH).subsequent_indent("  ");
    textwrap::fill(&format!("note: {note}"), options.break_words(false)) + "\n"
}

/// Where the files are, and what is typed next: a command is not broken into lines.
pub(super) fn next(seed: u64, class: &str, overrides: &str, command: &str) -> String {
    let text = format!("Seed {seed}. Look at {class}; decide in {overrides}, and then:");
    let options = textwrap::Options::new(WIDTH).break_words(false);
    format!("{}\n  {command}\n", textwrap::fill(&text, options))
}
