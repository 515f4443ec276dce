//! The table: a line a session, a column a program, in 80 columns.

use testkit::Session;

use super::Outcome;
use super::files::stem;
use crate::course::CourseProgram;

/// The column of names is so wide, a blank before each name included.
const NAME: usize = 50;

/// The column of a program is so wide.
const CELL: usize = 5;

/// The marks, and what they mean.
const LEGEND: [(&str, &str); 6] = [
    (" ✓ ", "✓ passes"),
    (" ✗ ", "✗ fails"),
    (" · ", "· need not pass"),
    (" – ", "– not played any more"),
    ("(✓)", "(✓) passes, but need not"),
    ("(✗)", "(✗) fails, as it may"),
];

/// The sessions that somebody was to play, and who passes them.
pub(super) fn table(
    sessions: &[Session],
    programs: &[&CourseProgram],
    outcomes: &[Outcome],
) -> String {
    let mut lines = String::new();
    let mut folder = None;
    let is_played = |session: &&Session| {
        let mut outcomes = outcomes.iter();
        outcomes.any(|outcome| outcome.trial.session.file == session.file)
    };
    for session in sessions.iter().filter(is_played) {
        if folder != session.file.parent() {
            folder = session.file.parent();
            lines += &format!("\n{}\n", head(session, programs));
        }
        lines += &format!("{}\n", row(session, programs, outcomes));
    }
    format!("{lines}\n{}\n", legend(&lines))
}

fn head(session: &Session, programs: &[&CourseProgram]) -> String {
    let folder = session.file.parent().unwrap_or(&session.file);
    let heads = programs.iter().map(|program| short(program.name));
    let heads: String = heads.map(|head| format!("{head:<CELL$}")).collect();
    let folder = folder.display().to_string();
    format!("{folder:<NAME$}{heads}").trim_end().to_owned()
}

fn row(session: &Session, programs: &[&CourseProgram], outcomes: &[Outcome]) -> String {
    let name = cut(&format!(" {}", stem(session)));
    let marks = programs
        .iter()
        .map(|program| mark(session, program, outcomes));
    let cells: String = marks.map(|mark| format!("{mark:<CELL$}")).collect();
    format!("{name:<NAME$}{cells}").trim_end().to_owned()
}

/// A name that fits its column; part of a name is enough for `--session`.
fn cut(name: &str) -> String {
    if name.chars().count() < NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 2).chain(['…']).collect()
}

/// `ch04` of `ch04-inbox`.
fn short(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

fn mark(session: &Session, program: &CourseProgram, outcomes: &[Outcome]) -> &'static str {
    let is_here = |outcome: &&Outcome| {
        outcome.trial.program == program && outcome.trial.session.file == session.file
    };
    let must = program.must_pass(session);
    let Some(outcome) = outcomes.iter().find(is_here) else {
        return " · ";
    };
    match (&outcome.verdict, must) {
        (None, _) => " – ",
        (Some(Ok(())), true) => " ✓ ",
        (Some(Ok(())), false) => "(✓)",
        (Some(Err(_)), true) => " ✗ ",
        (Some(Err(_)), false) => "(✗)",
    }
}

/// What the marks mean that were used.
fn legend(lines: &str) -> String {
    let is_used = |mark: &str| lines.contains(mark.trim_end());
    let used = LEGEND.iter().filter(|(mark, _)| is_used(mark));
    let words: Vec<_> = used.map(|&(_, words)| words).collect();
    words.join("   ")
}
