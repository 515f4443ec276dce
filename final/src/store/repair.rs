//! Copies what can be saved of a data folder into a new one: `mensageiro-server repair`.
//!
//! Every line of the journal has its own checksum, so each one that is intact can be trusted,
//! whatever is damaged around it. The old folder stays as it is. The new one begins a new epoch:
//! so this is also the way to bring back a backup, behind which numbers have been given out that
//! must not mean something else.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::StoreError;
use super::opening::random_word;
use crate::csv_row::CsvRow;
use crate::data_folder::{self, CERTIFICATE_FILE, DataFolder, FolderError, KEY_FILE};
use crate::file_lines::FileLines;
use crate::journal::record::{Record, decode};
use crate::journal::{Durability, Header, JOURNAL_FILE, Journal, JournalError};
use crate::message::Message;
use crate::message_log::{
    COLUMNS, COUNTED_MAX, LogError, MESSAGES_FILE, MessageLog, NotARow, Row, row_id,
};
use crate::users::USERS_FILE;

/// What was saved. Displayed as one line, and one for each file with lines that could not be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The new folder.
    pub to: PathBuf,
    /// Messages that the new folder's server will deliver.
    pub unread: usize,
    /// Rows of the new message log.
    pub rows: usize,
    /// Lines of the old journal that are damaged.
    pub journal_damaged: Vec<u64>,
    /// Lines of the old log that are no rows.
    pub log_damaged: Vec<u64>,
}

/// Copies what can be saved of `data` into `to`, which must not be there yet.
///
/// # Errors
/// [`StoreError`]: a server runs on `data`, `to` is there, or a file cannot be read or written.
pub fn repair(data: &Path, to: &Path) -> Result<Saved, StoreError> {
    let _still = data_folder::keep_still(data)?;
    if to.exists() {
        return Err(FolderError::Exists(to.to_owned()).into());
    }
    let users = data.join(USERS_FILE);
    let unreadable = |error| FolderError::Io(users.clone(), error);
    let user_base = fs::read(&users).map_err(unreadable)?;
    let journal = data.join(JOURNAL_FILE);
    let found = read_journal(&journal).map_err(|error| JournalError::Io(journal, error))?;
    data_folder::make(to).map_err(|error| FolderError::Io(to.to_owned(), error))?;
    let folder = DataFolder::lock(to)?;
    let log = data.join(MESSAGES_FILE);
    let mut saved = write(&log, &folder, found).map_err(|error| LogError::Io(log, error))?;
    let copied = folder.replace(USERS_FILE, |file| file.write_all(&user_base));
    copied.map_err(|error| FolderError::Io(to.join(USERS_FILE), error))?;
    for name in [CERTIFICATE_FILE, KEY_FILE] {
        copy(&data.join(name), &folder, name)
            .map_err(|error| FolderError::Io(to.join(name), error))?;
    }
    to.clone_into(&mut saved.to);
    Ok(saved)
}

/// Copies a file of the folder, where it is there.
fn copy(from: &Path, folder: &DataFolder, name: &str) -> io::Result<()> {
    if let Some(mut file) = data_folder::open(from)? {
        folder.replace(name, |copy| io::copy(&mut file, copy).map(drop))?;
    }
    Ok(())
}

/// What the intact lines of a journal say.
#[derive(Default)]
struct Found {
    accepted: BTreeMap<u64, Arc<Message>>,
    read: BTreeMap<u64, jiff::Timestamp>,
    next_id: u64,
    damaged: Vec<u64>,
}

fn read_journal(path: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    let Some(file) = data_folder::open(path)? else {
        return Ok(found);
    };
    let mut lines = FileLines::new(BufReader::new(file), 0, 0);
    let mut row = CsvRow::new();
    while let Some(line) = lines.next()? {
        match line.content.and_then(|line| decode(line, &mut row)) {
            Some(Record::Begin(header)) => found.next_id = found.next_id.max(header.next_id),
            Some(Record::Accepted(message)) => {
                found.next_id = found.next_id.max(message.id + 1);
                found.accepted.insert(message.id, message);
            }
            Some(Record::Read { id, at }) => drop(found.read.insert(id, at)),
            Some(Record::Commit { .. }) => {}
            None => found.damaged.push(line.number),
        }
    }
    Ok(found)
}

fn write(log: &Path, folder: &DataFolder, found: Found) -> io::Result<Saved> {
    let (ids, log_damaged) = copy_rows(log, folder)?;
    let Found {
        mut accepted,
        read,
        next_id,
        damaged,
    } = found;
    accepted.retain(|id, _| !ids.contains(id));
    let missing = rows(&mut accepted, read);
    let mut log = MessageLog::open(folder).map_err(io::Error::other)?;
    log.append(&missing)?;
    log.sync()?;
    let last = ids.iter().filter(|id| **id <= COUNTED_MAX).max();
    let rows = ids.len() + missing.len();
    let header = Header {
        epoch: random_word(),
        next_id: next_id.max(last.map_or(1, |last| last + 1)),
        log_length: log.length(),
        read: rows as u64,
        durability: Durability::default(),
    };
    Journal::begin(folder, header, accepted.values())?;
    folder.mark_used()?;
    Ok(Saved {
        to: PathBuf::new(),
        unread: accepted.len(),
        rows,
        journal_damaged: damaged,
        log_damaged,
    })
}

/// Takes out what has been read, as rows.
fn rows(
    accepted: &mut BTreeMap<u64, Arc<Message>>,
    read: BTreeMap<u64, jiff::Timestamp>,
) -> Vec<Row> {
    let row = |(id, read_at)| {
        let message = accepted.remove(&id)?;
        Some(Row { message, read_at })
    };
    read.into_iter().filter_map(row).collect()
}

/// Copies the rows of a log, each number once, and returns the numbers, and the lines that were left
/// out.
fn copy_rows(path: &Path, folder: &DataFolder) -> io::Result<(HashSet<u64>, Vec<u64>)> {
    let (mut ids, mut damaged) = (HashSet::new(), Vec::new());
    let mut copy = BufWriter::new(data_folder::create(&folder.file(MESSAGES_FILE))?);
    writeln!(copy, "{}", COLUMNS.join(","))?;
    if let Some(file) = data_folder::open(path)? {
        let mut lines = FileLines::new(BufReader::new(file), 0, 0);
        let mut row = CsvRow::new();
        lines.next()?;
        while let Some(line) = lines.next()? {
            match line.content.map(|line| row_id(line, &mut row)) {
                Some(Ok(Some(id))) if ids.insert(id) => {
                    copy.write_all(line.content.unwrap_or_default())?;
                    copy.write_all(b"\n")?;
                }
                Some(Ok(None)) => {}
                Some(Ok(Some(_)) | Err(NotARow)) | None => damaged.push(line.number),
            }
        }
    }
    copy.flush()?;
    Ok((ids, damaged))
}

impl fmt::Display for Saved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "saved: unread {}, rows {}", self.unread, self.rows)?;
        for (file, damaged) in [
            (JOURNAL_FILE, &self.journal_damaged),
            (MESSAGES_FILE, &self.log_damaged),
        ] {
            if let Some(first) = damaged.first() {
                let count = damaged.len();
                write!(
                    out,
                    "\n{file}: lines that were left out: {count}, the first is line {first}"
                )?;
            }
        }
        write!(
            out,
            "\nstart with: cargo server --data {}",
            self.to.display()
        )
    }
}
