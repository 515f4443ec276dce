//! Moodle's offline grading worksheet, filled in place: two cells of a row change, grade and
//! feedback comments, and every other byte stays as it is.
//!
//! Moodle offers the file where the feedback types *Offline grading worksheet* and *Feedback
//! comments* are on and no rubric of its own is active. Its import finds columns by their names in
//! the site's language, and rows by the number in the identifier (Moodle's
//! `mod/assign/feedback/offline/importgradeslib.php`).

mod note;
mod number;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cells::{cell, quoted};
use crate::points::Points;
use crate::results::{Person, Results};
use crate::rubric::Rubric;
pub use note::{Note, WorksheetError};
pub use number::Grade;
use number::Style;
use sheet::{Sheet, SheetRow};

/// Where our own comment ends: it says which grade came with it, so that the next run knows its own
/// grades from a person's. HTML shows no comments.
const MARK: (&str, &str) = ("<!-- cargo grade ", " -->");

/// How to fill.
pub struct Options<'o> {
    /// Where the maximum grade is not the rubric's, grades are in proportion; else that is an error.
    pub scale: bool,
    /// A grade or a comment that a person has put there is replaced; else it stays.
    pub overwrite: bool,
    /// The comment's HTML for a person and a grade, such as [`lang::comment`](crate::lang::comment)
    /// writes.
    pub comment: &'o dyn Fn(&Person, &Given) -> String,
}

/// The grade that is to stand in the worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// In the file's decimal style.
    pub grade: String,
    /// The maximum grade, likewise, where it is not the rubric's.
    pub scaled_to: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Filled {
    /// The whole file; [`whole_file::write`](crate::whole_file::write) puts it in place.
    pub bytes: Vec<u8>,
    /// How many rows have their grade now, whether it was there before or not.
    pub graded: usize,
    /// What the instructor should know, in the order of the lines.
    pub notes: Vec<Note>,
}

/// Fills in the grades of those who have one. A row of somebody who needs a person, or that is
/// locked, or that has another grade of a person's, stays as it is.
///
/// # Errors
/// What is no worksheet, or one of another maximum grade: then nothing is filled.
pub fn fill(
    worksheet: &[u8],
    results: &Results,
    options: &Options,
) -> Result<Filled, WorksheetError> {
    let sheet = Sheet::of(worksheet)?;
    let style = Style::of(&sheet);
    let maximum = maximum(&sheet, results.rubric.points, options.scale, &style)?;
    let mut filling = Filling {
        results,
        options,
        style,
        maximum,
        edits: Vec::new(),
        notes: sheet.notes(),
        graded: 0,
    };
    let mut left: BTreeSet<usize> = (0..results.people.len()).collect();
    let found = people_of(&sheet, results);
    for row in &sheet.rows {
        match found.get(&row.line) {
            Some(&place) => {
                left.remove(&place);
                filling.row(&sheet, row, &results.people[place]);
            }
            None => filling.notes.push(Note::NoSubmission {
                line: row.line,
                who: row.shown(),
            }),
        }
    }
    let without = left.into_iter().map(|place| Note::NoRow {
        id: results.people[place].who.id.clone(),
    });
    filling.notes.extend(without);
    Ok(filling.finish(&sheet))
}

/// Whether a worksheet can be filled with the grades of a rubric.
///
/// # Errors
/// As [`fill`].
pub fn check(worksheet: &[u8], rubric: &Rubric, scale: bool) -> Result<(), WorksheetError> {
    let sheet = Sheet::of(worksheet)?;
    let points = rubric.automatic() + rubric.by_people();
    maximum(&sheet, points, scale, &Style::of(&sheet)).map(drop)
}

/// The maximum grade, where it is known.
fn maximum(
    sheet: &Sheet,
    points: Points,
    scale: bool,
    style: &Style,
) -> Result<Option<Grade>, WorksheetError> {
    let rubric = Grade::from(points);
    let mut maximum = None;
    for row in &sheet.rows {
        let Some(text) = row.maximum.as_ref() else {
            continue;
        };
        let found = Grade::parse(text).filter(|grade| *grade > Grade::default());
        let found = found.ok_or_else(|| WorksheetError::Scale {
            line: row.line,
            maximum: text.clone(),
        })?;
        if found != rubric && !scale {
            return Err(WorksheetError::Maximum {
                worksheet: style.show(found),
                rubric: points,
            });
        }
        if *maximum.get_or_insert(found) != found {
            return Err(WorksheetError::Scale {
                line: row.line,
                maximum: text.clone(),
            });
        }
    }
    Ok(maximum)
}

/// Whose row it is, by its line: by the number, or where a person has none, by a full name that
/// stands in one row alone.
fn people_of(sheet: &Sheet, results: &Results) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    for (place, person) in results.people.iter().enumerate() {
        let is_theirs = |row: &&SheetRow| match person.who.participant {
            Some(number) => row.participant == Some(number),
            None => row.name.as_deref() == Some(person.who.name.trim()),
        };
        let mut rows = sheet.rows.iter().filter(is_theirs);
        if let (Some(row), None) = (rows.next(), rows.next()) {
            found.entry(row.line).or_insert(place);
        }
    }
    found
}

struct Filling<'f> {
    results: &'f Results,
    options: &'f Options<'f>,
    style: Style,
    maximum: Option<Grade>,
    /// In the order of the file.
    edits: Vec<(Range<usize>, String)>,
    notes: Vec<Note>,
    graded: usize,
}

impl Filling<'_> {
    fn row(&mut self, sheet: &Sheet, row: &SheetRow, person: &Person) {
        match self.grade(row, person) {
            Ok(grade) => {
                self.graded += 1;
                self.give(sheet, row, person, grade);
            }
            Err(note) => self.notes.push(note),
        }
    }

    /// The grade that is to stand there, or why the row stays as it is.
    fn grade(&self, row: &SheetRow, person: &Person) -> Result<Grade, Note> {
        let line = row.line;
        let id = person.who.id.clone();
        if row.is_locked {
            return Err(Note::Locked { line, id });
        }
        let Some(points) = person.grade() else {
            let there = row.grade.clone();
            return Err(Note::NeedsPerson { line, id, there });
        };
        let grade = self.converted(points);
        let new = self.style.show(grade);
        if self.maximum.is_some_and(|maximum| grade > maximum) {
            let grade = new;
            return Err(Note::OverMaximum { line, id, grade });
        }
        let is_ours = row.ours.is_some() && row.ours == row.grade_there();
        match &row.grade {
            Some(there) if row.grade_there() != Some(grade) => {
                let may_replace = is_ours || self.options.overwrite;
                let there = there.clone();
                may_replace.then_some(grade).ok_or(Note::OtherGrade {
                    line,
                    id,
                    there,
                    new,
                })
            }
            _ => Ok(grade),
        }
    }

    /// The points as a grade of the worksheet's.
    fn converted(&self, points: Points) -> Grade {
        let (grade, rubric) = (Grade::from(points), self.rubric());
        match self.maximum {
            Some(maximum) if maximum != rubric => {
                let scaled = grade.scaled(maximum, rubric);
                scaled.rounded(self.style.decimals)
            }
            _ => grade,
        }
    }

    fn rubric(&self) -> Grade {
        Grade::from(self.results.rubric.points)
    }

    fn give(&mut self, sheet: &Sheet, row: &SheetRow, person: &Person, grade: Grade) {
        let (line, id) = (row.line, person.who.id.clone());
        let new = self.style.show(grade);
        if row.grade_there() != Some(grade) {
            if let Some(old) = row.grade.clone() {
                let (id, new) = (id.clone(), new.clone());
                self.notes.push(Note::Replaced { line, id, old, new });
            }
            self.edit(sheet, &row.grade_cell, &new);
        }
        let Some(place) = &row.comment_cell else {
            return;
        };
        let is_free = row.comment.is_none() || row.ours.is_some();
        if !is_free && !self.options.overwrite {
            return self.notes.push(Note::OtherComment { line, id });
        }
        let scaled_to = self.maximum.filter(|maximum| *maximum != self.rubric());
        let given = Given {
            scaled_to: scaled_to.map(|maximum| self.style.show(maximum)),
            grade: new,
        };
        let comment = (self.options.comment)(person, &given);
        let comment = format!("{comment}{}{}{}", MARK.0, given.grade, MARK.1);
        if row.comment.as_ref() != Some(&comment) {
            self.edit(sheet, place, &comment);
        }
    }

    /// Puts a text into a cell; one with quotation marks keeps them.
    fn edit(&mut self, sheet: &Sheet, place: &Range<usize>, text: &str) {
        let new = match sheet.bytes[place.clone()].starts_with(b"\"") {
            true => quoted(text),
            false => cell(text, sheet.separator),
        };
        self.edits.push((place.clone(), new));
    }

    fn finish(mut self, sheet: &Sheet) -> Filled {
        let is_again = |note: &Note| matches!(note, Note::Replaced { .. });
        if sheet.is_portuguese || self.notes.iter().any(is_again) {
            self.notes.push(Note::TickBox);
        }
        self.edits.sort_by_key(|(place, _)| place.start);
        let mut bytes = Vec::with_capacity(sheet.bytes.len());
        let mut done = 0;
        for (place, new) in &self.edits {
            bytes.extend_from_slice(&sheet.bytes[done..place.start]);
            bytes.extend_from_slice(new.as_bytes());
            done = place.end;
        }
        bytes.extend_from_slice(&sheet.bytes[done..]);
        Filled {
            bytes,
            graded: self.graded,
            notes: self.notes,
        }
    }
}
