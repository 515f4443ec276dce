//! The message log, `messages.csv`: one row for each message that has been read (section 5 of the
//! protocol page).
//!
//! It is derived from the journal's read marks, and people may open it: so it is no state. A row is
//! appended when its mark is durable, and never synced on its own. When the journal is begun anew,
//! the log is synced first and its length noted: the checkpoint. What stands behind it can always
//! be made again from the journal.

mod rows;

pub use rows::{COUNTED_MAX, Rows, read_rows};
pub(crate) use rows::{NotARow, row_id};

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use crate::data_folder::{self, DataFolder};
use crate::journal::how_to_repair;
use crate::journal::record::time;
use crate::message::Message;
use rows::ends_line;

/// The name of the log in a data folder.
pub const MESSAGES_FILE: &str = "messages.csv";

/// The columns of the log, in their order. Both times are UTC.
pub const COLUMNS: [&str; 6] = ["id", "sent_at", "from", "to", "text", "read_at"];

/// Why the log cannot be used. Each message is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be opened, read or written.
    #[error("{0}: cannot be used as the message log: {1}; check it and its folder")]
    Io(PathBuf, io::Error),
    /// The first line is another table's.
    #[error("{}:1: the columns must be id,sent_at,from,to,text,read_at; mend the first line, or copy what can be saved with: {}", .0.display(), how_to_repair(.0))]
    Header(PathBuf),
    /// A row is not one of the log's, in a log that no journal knows of.
    #[error("{0}:{1}: not a row of the message log; mend or remove the line")]
    Row(PathBuf, u64),
    /// A number has two rows.
    #[error("{0}: the number {1} has more than one row; remove all but one")]
    Repeated(PathBuf, u64),
    /// Rows are gone, though the file is not shorter than at the last start.
    #[error("{0}: rows of read messages that are missing: {1}; put the file back as it was")]
    Missing(PathBuf, u64),
    /// Rows are gone that were there at the last start.
    #[error(
        "{path}: has {length} bytes and had {checkpoint} when the journal was begun, so rows are missing; put the whole file back, or go on without them: {}",
        how_to_repair(path)
    )]
    Shorter {
        /// The log.
        path: PathBuf,
        /// How long it is.
        length: u64,
        /// How long it was when it was last synced.
        checkpoint: u64,
    },
    /// Earlier rows have been changed, so that no row ends where one did.
    #[error(
        "{path}: has been changed: no row ends at byte {checkpoint}, as one did when the journal was begun; put the file back as it was, or go on with it as it is: {}",
        how_to_repair(path)
    )]
    Changed {
        /// The log.
        path: PathBuf,
        /// How long it was when it was last synced.
        checkpoint: u64,
    },
}

/// A message that has been read, and when.
#[derive(Debug)]
pub struct Row {
    /// What was read.
    pub message: Arc<Message>,
    /// When the server had the evidence.
    pub read_at: Timestamp,
}

/// The open log.
#[derive(Debug)]
pub struct MessageLog {
    file: File,
    /// Behind the last whole row.
    length: u64,
    /// Rows that a full disk did not take; they go first next time.
    unwritten: Vec<u8>,
}

impl MessageLog {
    /// Opens the log of a folder, or begins one. Checks its first line.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::Header`].
    pub fn open(folder: &DataFolder) -> Result<Self, LogError> {
        let path = folder.file(MESSAGES_FILE);
        let fail = |error| LogError::Io(path.clone(), error);
        let mut file = data_folder::open_or_create(&path).map_err(fail)?;
        let header = header();
        let mut start = Vec::new();
        Read::by_ref(&mut file)
            .take(header.len() as u64 + HEADER_SLACK)
            .read_to_end(&mut start)
            .map_err(fail)?;
        let length = file.metadata().map_err(fail)?.len();
        let mut log = Self {
            file,
            length,
            unwritten: Vec::new(),
        };
        if is_unfinished(&start) {
            log.cut(0).map_err(fail)?;
            log.unwritten = header;
            log.flush().map_err(fail)?;
        } else if !is_header(&start) {
            return Err(LogError::Header(path));
        }
        Ok(log)
    }

    /// Its length in bytes, up to the last whole row.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Appends rows, behind those that an earlier call could not write.
    ///
    /// # Errors
    /// Those of the system. The rows are kept for the next call then, and no part of them is in the
    /// file.
    pub fn append<'a>(&mut self, rows: impl IntoIterator<Item = &'a Row>) -> io::Result<()> {
        self.unwritten.extend(table(rows)?);
        self.flush()
    }

    /// Writes what an earlier call could not, behind whatever stands in the file now: a person may
    /// have added rows.
    ///
    /// # Errors
    /// As [`MessageLog::append`].
    pub fn flush(&mut self) -> io::Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let end = self.file.seek(SeekFrom::End(0))?;
        let begun = self.unwritten.first() == Some(&b'\n');
        if end != self.length && end > 0 && !begun && !ends_line(&mut self.file, end)? {
            // Half a row of somebody's: ours begin on a line of their own.
            self.unwritten.insert(0, b'\n');
        }
        if let Err(error) = self.file.write_all(&self.unwritten) {
            // Half a row must not stand before the whole one.
            self.file.set_len(end)?;
            return Err(error);
        }
        self.length = end + self.unwritten.len() as u64;
        self.unwritten = Vec::new();
        Ok(())
    }

    /// Whether every row that was appended is in the file.
    pub fn is_written(&self) -> bool {
        self.unwritten.is_empty()
    }

    /// Makes every row durable.
    ///
    /// # Errors
    /// Those of the system.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Writes what stands behind an offset once more, as it is. After a failed sync the system may
    /// take pages for written that are not: so the next sync writes them.
    ///
    /// # Errors
    /// Those of the system.
    pub fn write_again(&mut self, mut offset: u64) -> io::Result<()> {
        let mut piece = vec![0; 64 * 1024];
        while offset < self.length {
            let left = usize::try_from(self.length - offset).unwrap_or(usize::MAX);
            let piece = &mut piece[..left.min(64 * 1024)];
            self.file.seek(SeekFrom::Start(offset))?;
            self.file.read_exact(piece)?;
            self.file.seek(SeekFrom::Start(offset))?;
            self.file.write_all(piece)?;
            offset += piece.len() as u64;
        }
        Ok(())
    }

    /// Takes the end of the log away, from this offset on.
    ///
    /// # Errors
    /// Those of the system.
    pub fn cut(&mut self, offset: u64) -> io::Result<()> {
        self.file.set_len(offset)?;
        self.length = offset;
        Ok(())
    }

    /// The bytes from an offset to the end.
    ///
    /// # Errors
    /// Those of the system.
    pub fn tail(&mut self, offset: u64) -> io::Result<impl Read + '_> {
        self.file.seek(SeekFrom::Start(offset))?;
        Ok(&mut self.file)
    }
}

/// How much longer than ours a header may be: quotes round each name, and a byte order mark.
const HEADER_SLACK: u64 = 32;

fn header() -> Vec<u8> {
    let mut header = COLUMNS.join(",").into_bytes();
    header.push(b'\n');
    header
}

/// Whether a file is new, or was begun and cut off by a crash: nothing but a part of the header,
/// and zeros where a power cut kept the rest from the disk.
fn is_unfinished(start: &[u8]) -> bool {
    let header = header();
    let part = |(found, whole): (&u8, &u8)| found == whole || *found == 0;
    start != header && start.len() <= header.len() && start.iter().zip(&header).all(part)
}

/// Whether a file begins with the log's columns; a spreadsheet may have written them in its way.
fn is_header(start: &[u8]) -> bool {
    let mut reader = csv::Reader::from_reader(start);
    let found = reader.byte_headers();
    start.contains(&b'\n') && found.is_ok_and(|found| found == COLUMNS.as_slice())
}

/// Rows as CSV (RFC 4180, with LF).
fn table<'a>(rows: impl IntoIterator<Item = &'a Row>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(cells(row).iter().map(|cell| cell.as_bytes()))?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

fn cells(row: &Row) -> [Cow<'_, str>; 6] {
    let message = &row.message;
    [
        message.id.to_string().into(),
        time(message.accepted_at).into(),
        message.from.as_str().into(),
        message.to.as_str().into(),
        inert(message.text()),
        time(row.read_at).into(),
    ]
}

/// A text as a spreadsheet may see it: one that it would run as a formula has a `'` before it. A
/// text that begins with `'` gets one more, so that the first can always be taken away again.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\'']) {
        return format!("'{text}").into();
    }
    text.into()
}

#[cfg(test)]
mod tests;
