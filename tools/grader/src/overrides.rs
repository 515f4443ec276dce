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

/// Reads the file's bytes; `file` is only printed. A line with neither points nor a comment has not
/// been decided yet, and is left out.
///
/// # Errors
/// The first line that cannot be meant: an id or a row that is not there, points that the row
/// cannot give, something decided twice.
pub fn parse(
    file: &Path,
    bytes: &[u8],
    rubric: &Rubric,
    graded: &[Graded],
) -> Result<Vec<Override>, FileError> {
    let table = Table::of(file, bytes, &COLUMNS)?;
    let ids: BTreeSet<_> = graded.iter().flat_map(ids).collect();
    let mut seen = BTreeSet::new();
    let mut overrides = Vec::new();
    for row in &table.rows {
        let wrong = |message: String| table.wrong(row.line, message);
        if let Some(it) = decision(row, rubric, &ids).map_err(wrong)? {
            if !seen.insert((it.id.clone(), it.row.clone())) {
                let message = format!("`{}` of `{}` is decided twice", it.row, it.id);
                return Err(wrong(message));
            }
            overrides.push(it);
        }
    }
    Ok(overrides)
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

fn decision(
    line: &TableRow,
    rubric: &Rubric,
    ids: &BTreeSet<&str>,
) -> Result<Option<Override>, String> {
    let [id, row, points, comment] = &line.cells[..] else {
        return Ok(None);
    };
    if points.is_empty() && comment.is_empty() {
        return Ok(None);
    }
    // grades.csv shows an id with the mark that keeps a spreadsheet from running it.
    let id = id.strip_prefix('\'').unwrap_or(id);
    if !ids.contains(id) {
        return Err(format!(
            "nobody has the id `{id}`: see the first column of grades.csv"
        ));
    }
    Ok(Some(Override {
        id: id.to_owned(),
        row: row.clone(),
        points: given(rubric, row, points)?,
        comment: comment.clone(),
    }))
}

/// The points, where the rubric's row can give them.
fn given(rubric: &Rubric, row: &str, points: &str) -> Result<Points, String> {
    let Some(found) = rubric.row(row) else {
        let rows: Vec<_> = rubric.rows.iter().map(|row| row.id.as_str()).collect();
        let rows = rows.join(", ");
        return Err(format!(
            "the rubric has no row `{row}`; its rows are {rows}"
        ));
    };
    if points.is_empty() {
        return Err("there is a comment, and no points".to_owned());
    }
    let most = found.points;
    let given = points.replace(',', ".").parse::<f64>();
    let given = given.map_err(|_| format!("`{points}` is no number of points"));
    let given = given.and_then(Points::try_from)?;
    if given > most {
        return Err(format!(
            "row `{row}` gives at most {most} points, not {given}"
        ));
    }
    Ok(given)
}
