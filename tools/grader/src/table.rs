//! Small CSV tables that people write, with a spreadsheet or without: a first line with the names
//! of the columns, in any order, and `#` before a line that is only a comment.

use std::path::{Path, PathBuf};

use crate::cells::{BOM, Backslash, Cells, line_of, text};
use crate::located::FileError;

/// A comma, or what spreadsheets take where numbers have a decimal comma.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A table's rows.
#[derive(Debug)]
pub(crate) struct Table {
    file: PathBuf,
    /// Those that say something.
    pub(crate) rows: Vec<TableRow>,
}

/// A row, with its cells in the order of the columns that were asked for.
#[derive(Debug)]
pub(crate) struct TableRow {
    /// The line in which it begins, from 1.
    pub(crate) line: usize,
    /// Trimmed; empty where the column is not there, or the row is short.
    pub(crate) cells: Vec<String>,
}

impl Table {
    /// Reads a table; `file` is only printed. The first of the columns has to be there.
    pub(crate) fn of(file: &Path, bytes: &[u8], columns: &[&str]) -> Result<Table, FileError> {
        let wrong = |line, message: &str| error(file, line, message);
        if std::str::from_utf8(bytes).is_err() {
            return Err(wrong(None, "is not UTF-8: save it as CSV in UTF-8"));
        }
        let separator = separator(bytes);
        let cells = Cells::of(bytes, separator, Backslash::Plain);
        if !cells.is_closed {
            return Err(wrong(None, "a quotation mark has no second one"));
        }
        let line = |row: &Vec<std::ops::Range<usize>>| TableRow {
            line: line_of(bytes, row[0].start),
            cells: row
                .iter()
                .map(|cell| text(&bytes[cell.clone()]).trim().to_owned())
                .collect(),
        };
        let rows = cells.rows.iter().map(line);
        let mut rows = rows.filter(|row: &TableRow| row.says_something());
        let places = places(file, rows.next(), columns)?;
        let rows = rows.map(|row| row.in_order(&places)).collect();
        Ok(Table {
            file: file.to_owned(),
            rows,
        })
    }

    /// An error in a line of it.
    pub(crate) fn wrong(&self, line: usize, message: impl AsRef<str>) -> FileError {
        error(&self.file, Some(line), message.as_ref())
    }
}

impl TableRow {
    fn says_something(&self) -> bool {
        let is_comment = self.cells[0].starts_with('#');
        !is_comment && self.cells.iter().any(|cell| !cell.is_empty())
    }

    fn in_order(mut self, places: &[Option<usize>]) -> TableRow {
        let mut take = |place: &Option<usize>| {
            let cell = place.and_then(|place| self.cells.get_mut(place));
            cell.map(std::mem::take).unwrap_or_default()
        };
        let cells = places.iter().map(&mut take).collect();
        TableRow { cells, ..self }
    }
}

/// Where the columns stand in the first line.
fn places(
    file: &Path,
    header: Option<TableRow>,
    columns: &[&str],
) -> Result<Vec<Option<usize>>, FileError> {
    let line = header.as_ref().map(|header| header.line);
    let header = header.map(|header| header.cells).unwrap_or_default();
    let place = |column: &&str| {
        let mut names = header.iter();
        names.position(|name| name.eq_ignore_ascii_case(column))
    };
    let places: Vec<_> = columns.iter().map(place).collect();
    if places.first() == Some(&None) {
        let message = format!("the first line has to be {}", columns.join(","));
        return Err(error(file, line, &message));
    }
    let known = |name: &String| columns.iter().any(|it| name.eq_ignore_ascii_case(it));
    match header.iter().find(|name| !name.is_empty() && !known(name)) {
        Some(name) => {
            let columns = columns.join(",");
            let message = format!("there is no column `{name}`; the first line is {columns}");
            Err(error(file, line, &message))
        }
        None => Ok(places),
    }
}

/// The one that the first line with a name has the most of.
fn separator(bytes: &[u8]) -> u8 {
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mut lines = text.split(|&byte| byte == b'\n');
    let is_header = |line: &&[u8]| {
        let first = line.iter().find(|&&byte| !b"\" \t\r".contains(&byte));
        first.is_some_and(|&first| first != b'#')
    };
    let header = lines.find(is_header).unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|&&byte| byte == separator).count();
    let most = SEPARATORS.into_iter().rev().max_by_key(|&it| count(it));
    most.unwrap_or(b',')
}

fn error(file: &Path, line: Option<usize>, message: &str) -> FileError {
    FileError {
        file: file.to_owned(),
        line,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, String> {
        Table::of(Path::new("t.csv"), text.as_bytes(), &["id", "points"])
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_spreadsheets_make_of_a_table() {
        let text = "\u{feff}\"# a comment; with that\";;\r\nPoints;ID;\r\n\r\n\"1,5\"; ana ;\r\n;;\r\n2\r\n";
        let rows = table(text).expect("a table").rows;
        let rows: Vec<_> = rows.iter().map(|row| (row.line, &row.cells[..])).collect();
        let expected: [(usize, &[String]); 2] = [
            (4, &["ana".to_owned(), "1,5".to_owned()]),
            (6, &[String::new(), "2".to_owned()]),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn what_is_no_table() {
        let message = |text| table(text).expect_err("wrong");
        assert_eq!(message(""), "t.csv: the first line has to be id,points");
        assert_eq!(
            message("# x\nident,points\n"),
            "t.csv:2: the first line has to be id,points"
        );
        assert!(message("id,points,note\n").starts_with("t.csv:1: there is no column `note`"));
        assert!(message("id\n\"a\n").contains("no second one"));
    }
}
