//! `overrides.csv`: what the instructor decides instead of the grader, or beside it. It is the
//! instructor's file: made once, and never written again.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::graded::{Graded, Override};
use crate::located::FileError;
use crate::points::Points;
use crate::rubric::Rubric;
use crate::table::{Table, TableRow};

const COLUMNS: [&str; 4] = ["id", "row", "points", "comment"];

/// Makes the file with its columns and an explanation, and says whether it was made: one that is
/// there already is left alone.
///
/// # Errors
/// Those of the file system.
pub fn create(path: &Path, rubric: &Rubric) -> io::Result<bool> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    file.write_all(template(rubric).as_bytes())?;
    Ok(true)
}

/// No comma in a comment: a spreadsheet would make columns of it.
fn template(rubric: &Rubric) -> String {
    let mut text = format!(
        "{}\n\
         # Points that you decide: one line for each person and row. This file is yours and is never written again.\n\
         # `id` is the one of grades.csv. A comment is shown to the student. In a group: the id of who has handed in\n\
         # decides for all members and a member's own id for that member.\n\
         # The rows and what they can give:\n",
        COLUMNS.join(",")
    );
    for row in &rubric.rows {
        text += &format!("#   {} 0 to {} ({})\n", row.id, row.points, row.part);
    }
    text
}

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The decisions about people and rows that are there.
    pub overrides: Vec<Override>,
    /// The lines about others, which decide nothing: the class or the rubric may have changed.
    pub notes: Vec<String>,
}

/// Reads the file's bytes; `file` is only printed. A line with neither points nor a comment has not
/// been decided yet, and is left out.
///
/// # Errors
/// The first line that cannot be meant: points that are none, or that the row cannot give, or
/// something decided twice. All of them are found with nobody graded too.
pub fn parse(
    file: &Path,
    bytes: &[u8],
    rubric: &Rubric,
    graded: &[Graded],
) -> Result<Decided, FileError> {
    let table = Table::of(file, bytes, &COLUMNS)?;
    let ids: BTreeSet<_> = graded.iter().flat_map(ids).collect();
    let mut seen = BTreeSet::new();
    let mut decided = Decided::default();
    for row in &table.rows {
        let wrong = |message: String| table.wrong(row.line, message);
        let Some(it) = decision(row, rubric).map_err(wrong)? else {
            continue;
        };
        if !seen.insert((it.id.clone(), it.row.clone())) {
            let message = format!("`{}` of `{}` is decided twice", it.row, it.id);
            return Err(wrong(message));
        }
        match stranger(&it, rubric, &ids) {
            Some(what) => decided.notes.push(wrong(what).to_string()),
            None => decided.overrides.push(it),
        }
    }
    Ok(decided)
}

/// Gives each person what was decided: for them, or else for the submission that counts for them.
pub fn apply(overrides: &[Override], graded: &mut [Graded]) {
    for person in graded {
        let of = |id| overrides.iter().filter(move |it| it.id == id);
        let mut decided: Vec<_> = of(person.who.id.as_str()).cloned().collect();
        for shared in of(person.evidence.id.as_str()) {
            if !decided.iter().any(|it| it.row == shared.row) {
                decided.push(shared.clone());
            }
        }
        person.overrides = decided;
    }
}

fn ids<'g>(graded: &'g Graded) -> [&'g str; 2] {
    [&graded.who.id, &graded.evidence.id]
}

fn decision(line: &TableRow, rubric: &Rubric) -> Result<Option<Override>, String> {
    let [id, row, points, comment] = &line.cells[..] else {
        return Ok(None);
    };
    if points.is_empty() && comment.is_empty() {
        return Ok(None);
    }
    // grades.csv shows an id with the mark that keeps a spreadsheet from running it.
    let id = id.strip_prefix('\'').unwrap_or(id);
    Ok(Some(Override {
        id: id.to_owned(),
        row: row.clone(),
        points: given(rubric, row, points)?,
        comment: comment.clone(),
    }))
}

/// The person or the row that is not there.
fn stranger(it: &Override, rubric: &Rubric, ids: &BTreeSet<&str>) -> Option<String> {
    let Override { id, row, .. } = it;
    if !ids.contains(id.as_str()) {
        let message = "is graded here, and nothing is decided: see the first column of grades.csv";
        return Some(format!("nobody with the id `{id}` {message}"));
    }
    if rubric.row(row).is_none() {
        let rows: Vec<_> = rubric.rows.iter().map(|row| row.id.as_str()).collect();
        let rows = rows.join(", ");
        return Some(format!(
            "the rubric has no row `{row}`, and nothing is decided; its rows are {rows}"
        ));
    }
    None
}

/// The points, where the rubric's row can give them.
fn given(rubric: &Rubric, row: &str, points: &str) -> Result<Points, String> {
    if points.is_empty() {
        return Err("there is a comment, and no points".to_owned());
    }
    let given = points.replace(',', ".").parse::<f64>();
    let given = given.map_err(|_| format!("`{points}` is no number of points"));
    let given = given.and_then(Points::try_from)?;
    match rubric.row(row).map(|row| row.points) {
        Some(most) if given > most => Err(format!(
            "row `{row}` gives at most {most} points, not {given}"
        )),
        _ => Ok(given),
    }
}
