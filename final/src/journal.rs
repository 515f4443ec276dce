//! The journal, `inbox.csv`: what was accepted and what has been read, durable before it counts.
//!
//! Records are written in batches, one write and one `fdatasync` each: whatever has queued up while
//! the last one was on its way to the disk goes out together. A batch ends in a commit, and is
//! written only when the one before it is durable; empty batches, written when there is nothing else
//! to do, prove that of the last one (`Journal::seal`).
//!
//! The file only grows, until it is [begun anew](Journal::begin) without what has been read: at
//! each start, and when it has become large.

pub(crate) mod record;
mod recovery;

pub use record::{Durability, Header};
pub use recovery::{Recovered, ScanError, scan};

use std::fs::File;
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::iter::once;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::data_folder::{self, DataFolder};
use crate::message::Message;
use record::{Record, encode};

/// How many messages are written at once when a journal is begun.
const AT_ONCE: usize = 256;

/// The name of the journal in a data folder.
pub const JOURNAL_FILE: &str = "inbox.csv";

/// Why a journal cannot be used. Each message is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be opened, read or written.
    #[error("{0}: cannot be used as the journal: {1}; check it and its folder")]
    Io(PathBuf, io::Error),
    /// Bytes have changed of what was durable once.
    #[error(
        "{path}:{line}: damaged at byte {offset}, where it was whole before; copy what can be saved with: {}",
        how_to_repair(path)
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// The first damaged line.
        line: u64,
        /// The offset of its first byte.
        offset: u64,
    },
    /// There is no journal.
    #[error(
        "{0}: there is no journal; name the folder of a server with --data DIR (its first start begins one)"
    )]
    None(PathBuf),
    /// The folder has been used, but the journal is gone.
    #[error("{}: is missing, though a server has used this folder; put it back, or go on without its unread messages: {}", .0.display(), how_to_repair(.0))]
    Missing(PathBuf),
}

/// The command that copies what can be saved of a folder.
pub(crate) fn how_to_repair(file: &Path) -> String {
    let data = file.parent().unwrap_or(file).display();
    format!("cargo server repair --data {data} --to NEW_FOLDER")
}

/// Why a batch was not committed.
#[derive(Debug)]
pub enum CommitError {
    /// The disk is full. Nothing of the batch is in the file, and later ones may succeed.
    Full(io::Error),
    /// The disk has failed. What of the last batches is on it, nobody knows: a second `fdatasync`
    /// may succeed without the pages that the first one has lost.
    Failed(io::Error),
}

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Behind the last committed batch.
    length: u64,
    batch: u64,
    durability: Durability,
    sealed: bool,
}

impl Journal {
    /// Reads the journal of a folder. Changes nothing. `None` where there is none.
    ///
    /// # Errors
    /// [`JournalError::Io`] and [`JournalError::Damaged`].
    pub fn recover(path: &Path) -> Result<Option<Recovered>, JournalError> {
        let fail = |error| JournalError::Io(path.to_owned(), error);
        let Some(file) = data_folder::open(path).map_err(fail)? else {
            return Ok(None);
        };
        scan(file).map(Some).map_err(|error| match error {
            ScanError::Io(error) => fail(error),
            ScanError::Damaged { line, offset } => JournalError::Damaged {
                path: path.to_owned(),
                line,
                offset,
            },
        })
    }

    /// Begins the folder's journal anew with what is unread, in the place of the old one. Durable
    /// when it returns.
    ///
    /// # Errors
    /// Those of the system.
    pub fn begin<'a>(
        folder: &DataFolder,
        header: Header,
        unread: impl Iterator<Item = &'a Arc<Message>>,
    ) -> io::Result<Self> {
        let durability = header.durability;
        let mut length = 0;
        let file = folder.replace(JOURNAL_FILE, |file| {
            length = write_first(file, header, unread)?;
            Ok(())
        })?;
        Ok(Self {
            file,
            length,
            batch: 1,
            durability,
            // The rename came after the sync.
            sealed: true,
        })
    }

    /// Writes a batch; durable when it returns, unless [`Durability::Os`] leaves that to the
    /// system.
    ///
    /// # Errors
    /// [`CommitError`]. After [`CommitError::Failed`] the journal must not be used again.
    pub(crate) fn commit(&mut self, records: &[Record]) -> Result<(), CommitError> {
        let content = batch(self.batch, records).map_err(CommitError::Failed)?;
        self.append(&content)?;
        self.batch += 1;
        self.sealed = false;
        Ok(())
    }

    /// Proves that the last batch is durable, by empty ones behind it. Two, since a damaged line
    /// end before the first would swallow that one too; and each durable before the next.
    ///
    /// # Errors
    /// As [`Journal::commit`].
    pub(crate) fn seal(&mut self) -> Result<(), CommitError> {
        if !self.sealed {
            self.commit(&[])?;
            self.commit(&[])?;
            self.sealed = true;
        }
        Ok(())
    }

    fn append(&mut self, content: &[u8]) -> Result<(), CommitError> {
        if let Err(error) = self.file.write_all(content) {
            return Err(self.take_back(error));
        }
        if self.durability == Durability::Sync {
            self.file.sync_data().map_err(CommitError::Failed)?;
        }
        self.length += content.len() as u64;
        Ok(())
    }

    /// Makes everything durable, also under [`Durability::Os`], and proves it.
    ///
    /// # Errors
    /// As [`Journal::commit`].
    pub(crate) fn close(mut self) -> Result<(), CommitError> {
        self.durability = Durability::Sync;
        self.file.sync_data().map_err(CommitError::Failed)?;
        self.seal()
    }

    /// Whether the last batch is proved to be durable.
    pub(crate) fn is_sealed(&self) -> bool {
        // Without syncs there is nothing to prove.
        self.sealed || self.durability == Durability::Os
    }

    /// Its length in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Removes what a failed write has left.
    fn take_back(&mut self, error: io::Error) -> CommitError {
        let back = self
            .file
            .set_len(self.length)
            .and_then(|()| self.file.seek(SeekFrom::Start(self.length)));
        match back {
            Ok(_) if is_full(&error) => CommitError::Full(error),
            Ok(_) => CommitError::Failed(error),
            Err(error) => CommitError::Failed(error),
        }
    }
}

/// Whether an error says that there is no room, which may change.
pub(crate) fn is_full(error: &io::Error) -> bool {
    use ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// Writes the first batch, a few messages at a time, and returns its length.
fn write_first<'a>(
    file: &mut impl Write,
    header: Header,
    unread: impl Iterator<Item = &'a Arc<Message>>,
) -> io::Result<u64> {
    let mut hasher = crc32fast::Hasher::new();
    let mut length = 0;
    let mut records = once(Record::Begin(header)).chain(unread.cloned().map(Record::Accepted));
    loop {
        let some: Vec<_> = records.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let lines = encode(&some)?;
        hasher.update(&lines);
        length += lines.len() as u64;
        file.write_all(&lines)?;
    }
    let checksum = hasher.finalize();
    let commit = encode([&Record::Commit { batch: 0, checksum }])?;
    file.write_all(&commit)?;
    Ok(length + commit.len() as u64)
}

fn batch(number: u64, records: &[Record]) -> io::Result<Vec<u8>> {
    let mut content = encode(records)?;
    let commit = Record::Commit {
        batch: number,
        checksum: crc32fast::hash(&content),
    };
    content.extend(encode([&commit])?);
    Ok(content)
}

#[cfg(test)]
mod tests;
