//! Where the cells of a worksheet are that matter.

use std::collections::BTreeSet;
use std::ops::Range;

use super::MARK;
use super::note::{Note, WorksheetError};
use super::number::Grade;
use crate::cells::{Backslash, Cells, line_of, text};

/// Those that Moodle can write and read.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b':'];

/// The names of a column: in English, in Portuguese, and where Portugal has its own.
struct Names(&'static [&'static str]);

const IDENTIFIER: Names = Names(&["identifier", "identificador"]);
const NAME: Names = Names(&["full name", "nome completo"]);
const GRADE: Names = Names(&["grade", "nota"]);
const MAXIMUM: Names = Names(&["maximum grade", "nota máxima"]);
const CHANGEABLE: Names = Names(&[
    "grade can be changed",
    "nota pode ser alterada",
    "a nota pode ser alterada.",
]);
const COMMENTS: Names = Names(&["feedback comments", "comentários de feedback"]);

/// A worksheet.
#[derive(Debug)]
pub(super) struct Sheet<'s> {
    pub(super) bytes: &'s [u8],
    pub(super) separator: u8,
    /// The names of its columns are.
    pub(super) is_portuguese: bool,
    has_comments: bool,
    has_maximum: bool,
    pub(super) rows: Vec<SheetRow>,
}

/// A row; texts are trimmed, and none where they are empty.
#[derive(Debug)]
pub(super) struct SheetRow {
    /// The line in which it begins, from 1.
    pub(super) line: usize,
    identifier: String,
    /// The digits at the end of the identifier.
    pub(super) participant: Option<u64>,
    pub(super) name: Option<String>,
    pub(super) grade: Option<String>,
    pub(super) maximum: Option<String>,
    pub(super) is_locked: bool,
    pub(super) comment: Option<String>,
    /// The grade that came with the comment, where it is one of this program.
    pub(super) ours: Option<Grade>,
    pub(super) grade_cell: Range<usize>,
    pub(super) comment_cell: Option<Range<usize>>,
}

/// The places of the columns in a row.
struct Columns {
    identifier: usize,
    grade: usize,
    name: Option<usize>,
    maximum: Option<usize>,
    changeable: Option<usize>,
    comments: Option<usize>,
}

impl<'s> Sheet<'s> {
    pub(super) fn of(bytes: &'s [u8]) -> Result<Sheet<'s>, WorksheetError> {
        if std::str::from_utf8(bytes).is_err() {
            return Err(WorksheetError::NotUtf8);
        }
        let separator = separator(bytes).ok_or(WorksheetError::NoWorksheet)?;
        let rows = rows(bytes, separator)?;
        let (header, rows) = rows.split_first().ok_or(WorksheetError::NoWorksheet)?;
        let header = normal(bytes, header);
        let columns = Columns::of(&header)?;
        let rows = rows.iter().filter(|row| !is_empty_line(row));
        let rows: Vec<_> = rows.map(|row| SheetRow::of(bytes, row, &columns)).collect();
        let mut seen = BTreeSet::new();
        let mut numbered = rows.iter().filter(|row| row.participant.is_some());
        if let Some(row) = numbered.find(|row| !seen.insert(row.participant)) {
            return Err(WorksheetError::Twice {
                line: row.line,
                identifier: row.identifier.clone(),
            });
        }
        Ok(Sheet {
            bytes,
            separator,
            is_portuguese: header[columns.grade] == GRADE.0[1],
            has_comments: columns.comments.is_some(),
            has_maximum: columns.maximum.is_some(),
            rows,
        })
    }

    /// What is to be said whatever is filled in.
    pub(super) fn notes(&self) -> Vec<Note> {
        let lacks = [
            (self.has_comments, Note::NoComments),
            (self.has_maximum, Note::NoMaximum),
        ];
        let lacks = lacks.into_iter().filter(|(has, _)| !has);
        lacks.map(|(_, note)| note).collect()
    }
}

impl SheetRow {
    fn of(bytes: &[u8], row: &[Range<usize>], columns: &Columns) -> SheetRow {
        let cell = |place: usize| text(&bytes[row[place].clone()]).trim().to_owned();
        let filled = |place: usize| Some(cell(place)).filter(|text| !text.is_empty());
        let identifier = cell(columns.identifier);
        let comment = columns.comments.and_then(filled);
        let changeable = columns.changeable.and_then(filled).unwrap_or_default();
        SheetRow {
            line: line_of(bytes, row[0].start),
            participant: number(&identifier),
            identifier,
            name: columns.name.and_then(filled),
            grade: filled(columns.grade).filter(|text| text != "-"),
            maximum: columns.maximum.and_then(filled),
            // No, Não.
            is_locked: changeable.to_lowercase().starts_with('n'),
            ours: comment.as_deref().and_then(mark),
            comment,
            grade_cell: row[columns.grade].clone(),
            comment_cell: columns.comments.map(|place| row[place].clone()),
        }
    }

    /// The grade that is there, where it is a number.
    pub(super) fn grade_there(&self) -> Option<Grade> {
        self.grade.as_deref().and_then(Grade::parse)
    }

    /// For a message; escaped, since it comes from a file.
    pub(super) fn shown(&self) -> String {
        let name = self.name.as_deref().map(|name| format!(" ({name})"));
        let shown = format!("{}{}", self.identifier, name.unwrap_or_default());
        shown.escape_debug().to_string()
    }
}

impl Columns {
    fn of(header: &[String]) -> Result<Columns, WorksheetError> {
        let place = |names: &Names| {
            let is_it = |(_, name): &(usize, &String)| names.0.contains(&name.as_str());
            let mut places = header.iter().enumerate().filter(is_it);
            match (places.next(), places.next()) {
                (Some((_, name)), Some(_)) => Err(WorksheetError::TwoColumns(name.clone())),
                (found, _) => Ok(found.map(|(place, _)| place)),
            }
        };
        Ok(Columns {
            identifier: place(&IDENTIFIER)?.ok_or(WorksheetError::NoWorksheet)?,
            grade: place(&GRADE)?.ok_or(WorksheetError::NoGrade)?,
            name: place(&NAME)?,
            maximum: place(&MAXIMUM)?,
            changeable: place(&CHANGEABLE)?,
            comments: place(&COMMENTS)?,
        })
    }
}

/// The first with which the first line has an identifier.
fn separator(bytes: &[u8]) -> Option<u8> {
    SEPARATORS.into_iter().find(|&separator| {
        let cells = Cells::of(first_line(bytes), separator, Backslash::Plain);
        let header = cells.rows.first().map(|row| normal(bytes, row));
        let mut header = header.unwrap_or_default().into_iter();
        header.any(|name| IDENTIFIER.0.contains(&name.as_str()))
    })
}

/// No name of a column has a line's end in it.
fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|&byte| byte == b'\n');
    &bytes[..end.unwrap_or(bytes.len())]
}

/// The rows, each with as many cells as the first one, whichever way a backslash is to be read.
fn rows(bytes: &[u8], separator: u8) -> Result<Vec<Vec<Range<usize>>>, WorksheetError> {
    let plain = Cells::of(bytes, separator, Backslash::Plain);
    let escapes = Cells::of(bytes, separator, Backslash::Escapes);
    match (uneven(&plain), uneven(&escapes)) {
        (None, None) if plain.rows != escapes.rows => Err(WorksheetError::Ambiguous),
        (None, _) => Ok(plain.rows),
        (_, None) => Ok(escapes.rows),
        (Some(row), Some(_)) => Err(WorksheetError::Uneven {
            line: line_of(bytes, plain.rows[row][0].start),
            cells: plain.rows[row].len(),
            columns: plain.rows[0].len(),
        }),
    }
}

/// The first row that has not as many cells as the first one; the last one where a quotation mark
/// has no second one.
fn uneven(cells: &Cells) -> Option<usize> {
    let columns = cells.rows.first()?.len();
    let mut rows = cells.rows.iter();
    let found = rows.position(|row| row.len() != columns && !is_empty_line(row));
    let last = (!cells.is_closed).then(|| cells.rows.len() - 1);
    found.or(last)
}

fn is_empty_line(row: &[Range<usize>]) -> bool {
    row.len() == 1 && row[0].is_empty()
}

/// The names of columns, however they are written.
fn normal(bytes: &[u8], header: &[Range<usize>]) -> Vec<String> {
    let names = header.iter().map(|cell| text(&bytes[cell.clone()]));
    names.map(|name| name.trim().to_lowercase()).collect()
}

/// The digits at the end: `Participant 123`, `Participante123`.
fn number(identifier: &str) -> Option<u64> {
    let before = identifier.trim_end_matches(|it: char| it.is_ascii_digit());
    identifier[before.len()..].parse().ok()
}

/// The grade that one of our comments came with.
fn mark(comment: &str) -> Option<Grade> {
    let (_, behind) = comment.rsplit_once(MARK.0)?;
    Grade::parse(behind.strip_suffix(MARK.1)?)
}
