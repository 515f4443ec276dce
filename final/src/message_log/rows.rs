//! Looks at the rows of a log, its own and those of others.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{COLUMNS, LogError, header};
use crate::csv_row::CsvRow;
use crate::data_folder;
use crate::file_lines::FileLines;
use crate::journal::record::parse_id;

/// The highest number that a server's count begins behind. No server ever counts so far, and no
/// spreadsheet holds larger ones exactly: so those are a person's, and change nothing.
pub const COUNTED_MAX: u64 = 1 << 53;

/// What stands in a part of a log.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The numbers of its rows.
    pub ids: HashSet<u64>,
    /// The highest of them up to [`COUNTED_MAX`]; 0 where there is none.
    pub last: u64,
    /// How many rows there are; more than numbers where a number is there twice.
    pub count: u64,
    /// A number that is there twice.
    pub repeated: Option<u64>,
    /// The first line that is not a row, and where it begins: its number, and its offset.
    pub broken: Option<(u64, u64)>,
    /// The length of the file.
    pub length: u64,
}

impl Rows {
    fn add(&mut self, id: u64) {
        self.count += 1;
        if id <= COUNTED_MAX {
            self.last = self.last.max(id);
        }
        if !self.ids.insert(id) {
            self.repeated = Some(id);
        }
    }
}

/// Looks at the rows of a log from its checkpoint on, or all of them.
///
/// # Errors
/// [`LogError::Io`], [`LogError::Shorter`] and [`LogError::Changed`].
pub fn read_rows(path: &Path, checkpoint: Option<u64>) -> Result<Rows, LogError> {
    let fail = |error| LogError::Io(path.to_owned(), error);
    let Some(mut file) = data_folder::open(path).map_err(fail)? else {
        return missing(path, checkpoint);
    };
    let length = file.metadata().map_err(fail)?.len();
    let start = checkpoint.unwrap_or_default();
    if length < start {
        return Err(LogError::Shorter {
            path: path.to_owned(),
            length,
            checkpoint: start,
        });
    }
    if start > 0 && !ends_line(&mut file, start).map_err(fail)? {
        return Err(LogError::Changed {
            path: path.to_owned(),
            checkpoint: start,
        });
    }
    let mut rows = scan(file, start).map_err(fail)?;
    rows.length = length;
    Ok(rows)
}

fn missing(path: &Path, checkpoint: Option<u64>) -> Result<Rows, LogError> {
    match checkpoint.filter(|checkpoint| *checkpoint > header().len() as u64) {
        None => Ok(Rows::default()),
        Some(checkpoint) => Err(LogError::Shorter {
            path: path.to_owned(),
            length: 0,
            checkpoint,
        }),
    }
}

pub(super) fn ends_line(file: &mut File, offset: u64) -> io::Result<bool> {
    let mut last = [0];
    file.seek(SeekFrom::Start(offset - 1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

pub(super) fn scan(file: impl Read, start: u64) -> io::Result<Rows> {
    let mut lines = FileLines::new(BufReader::new(file), start, 0);
    let mut rows = Rows::default();
    let mut row = CsvRow::new();
    let mut header = start == 0;
    while let Some(line) = lines.next()? {
        if std::mem::take(&mut header) {
            continue;
        }
        match line.content.map(|line| row_id(line, &mut row)) {
            Some(Ok(Some(id))) => {
                rows.add(id);
            }
            // A blank line does no harm.
            Some(Ok(None)) => {}
            Some(Err(NotARow)) | None => {
                rows.broken = Some((line.number, line.start));
                break;
            }
        }
    }
    Ok(rows)
}

/// A line that is no row of the log.
pub(crate) struct NotARow;

/// The number in a row; `None` where the line is blank.
pub(crate) fn row_id(line: &[u8], row: &mut CsvRow) -> Result<Option<u64>, NotARow> {
    if matches!(line, b"" | b"\r") {
        return Ok(None);
    }
    // No text holds a zero (section 4): it is of a page that a power cut kept from the disk.
    if line.contains(&0) {
        return Err(NotARow);
    }
    let cells = row.cells(line).filter(|cells| cells.len() == COLUMNS.len());
    let id = cells.and_then(|cells| parse_id(cells[0]));
    id.map(Some).ok_or(NotARow)
}
