//! The message log, `messages.csv`: who wrote what to whom, once it has been read.

mod search;

use std::fs::File;
use std::io;
use std::path::Path;

use crate::session_file::LogRow;
pub(crate) use search::{Files, Search, in_words};

/// The log's name in the data folder.
pub const FILE: &str = "messages.csv";

/// All rows of the log in this data folder; none where there is no log yet. Columns are found by
/// the header.
///
/// # Errors
/// Where the file cannot be read, is not CSV, or lacks one of the columns `from`, `to` and `text`.
pub fn read(data: &Path) -> io::Result<Vec<LogRow>> {
    let file = match File::open(data.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers()?.clone();
    let columns = [
        column(&header, "from")?,
        column(&header, "to")?,
        column(&header, "text")?,
    ];
    reader
        .into_records()
        .map(|record| Ok(row(&record?, columns)))
        .collect()
}

/// Whether this row of a log is the one asked for. A text that a spreadsheet would take for a
/// formula may stand with a `'` before it.
pub fn is_row(row: &LogRow, asked: &LogRow) -> bool {
    let is_text = row.text == asked.text || formula_text(&row.text) == asked.text;
    row.from == asked.from && row.to == asked.to && is_text
}

/// The text without the `'` that keeps a spreadsheet from running it.
fn formula_text(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\'']) => text,
        _ => cell,
    }
}

fn column(header: &csv::StringRecord, name: &str) -> io::Result<usize> {
    let missing = || io::Error::other(format!("{FILE} has no column `{name}` in its first line"));
    header
        .iter()
        .position(|found| found == name)
        .ok_or_else(missing)
}

fn row(record: &csv::StringRecord, [from, to, text]: [usize; 3]) -> LogRow {
    let field = |index| record.get(index).unwrap_or_default().to_owned();
    LogRow {
        from: field(from),
        to: field(to),
        text: field(text),
    }
}
