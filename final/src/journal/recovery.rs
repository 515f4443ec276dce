//! Reads a journal that a server has left, however it ended.
//!
//! A batch is written only when the one before it is durable. So where bytes are damaged, what
//! stands behind them tells what has happened: a *later* batch's commit proves that the damaged one
//! was durable and perhaps promised to somebody, and the disk or a person has changed it since.
//! Without such a proof the damaged end is what a crash has left of the last write, and nobody was
//! promised anything of it.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use super::record::{Header, Record, decode};
use crate::csv_row::CsvRow;
use crate::file_lines::FileLines;
use crate::message::Message;
use crate::message_log::Row;

/// What a journal says.
#[derive(Debug)]
pub struct Recovered {
    /// What held when the journal was begun.
    pub header: Header,
    /// What has been accepted and not read, by number.
    pub unread: BTreeMap<u64, Arc<Message>>,
    /// What has been read since the checkpoint, in the order of the read marks.
    pub read: Vec<Row>,
    /// The number that the next message gets.
    pub next_id: u64,
    /// Where the good part ends. What stands behind is no part of any batch.
    pub end: u64,
    /// The length of the file.
    pub length: u64,
}

/// Why a journal cannot be read.
#[derive(Debug)]
pub enum ScanError {
    /// The reader failed.
    Io(io::Error),
    /// Bytes have changed of what was durable once.
    Damaged {
        /// The first damaged line.
        line: u64,
        /// The offset of its first byte.
        offset: u64,
    },
}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Recovered {
    /// What the last write left behind unfinished, if anything.
    pub fn torn(&self) -> Option<Range<u64>> {
        (self.end < self.length).then_some(self.end..self.length)
    }
}

/// Reads a journal from its first byte, wherever it is kept.
///
/// # Errors
/// [`ScanError`].
pub fn scan(file: impl Read) -> Result<Recovered, ScanError> {
    let mut scan = Scan::default();
    let mut lines = FileLines::new(BufReader::new(file), 0, 0);
    let mut row = CsvRow::new();
    let mut damage = None;
    while let Some(line) = lines.next()? {
        scan.length = line.end;
        let record = line.content.and_then(|line| decode(line, &mut row));
        if damage.is_none() {
            let bytes = line.content.unwrap_or_default();
            let taken = record.is_some_and(|record| scan.take(record, bytes, line.end));
            damage = (!taken).then_some((line.number, line.start));
        } else if let Some(Record::Commit { batch, .. }) = record {
            scan.later_commit |= batch > scan.batch;
        }
    }
    scan.finish(damage)
}

#[derive(Default)]
struct Scan {
    header: Option<Header>,
    unread: BTreeMap<u64, Arc<Message>>,
    read: Vec<Row>,
    last_id: u64,
    /// The batch that is being read: its number, its records, and the checksum of its bytes.
    batch: u64,
    records: Vec<Record>,
    checksum: crc32fast::Hasher,
    /// Behind the last good batch.
    end: u64,
    length: u64,
    later_commit: bool,
}

impl Scan {
    /// Takes the next line; `false` where it cannot stand here.
    fn take(&mut self, record: Record, line: &[u8], end: u64) -> bool {
        let first = self.batch == 0 && self.records.is_empty();
        if matches!(record, Record::Begin(_)) != first {
            return false;
        }
        if let Record::Commit { batch, checksum } = record {
            let whole = batch == self.batch && checksum == self.checksum.clone().finalize();
            if whole {
                self.commit(end);
            }
            return whole;
        }
        self.checksum.update(line);
        self.checksum.update(b"\n");
        self.records.push(record);
        true
    }

    /// The batch is whole: what it says holds.
    fn commit(&mut self, end: u64) {
        for record in std::mem::take(&mut self.records) {
            match record {
                Record::Begin(header) => self.header = Some(header),
                Record::Accepted(message) => self.accept(message),
                Record::Read { id, at } => self.mark(id, at),
                Record::Commit { .. } => {}
            }
        }
        self.batch += 1;
        self.checksum = crc32fast::Hasher::new();
        self.end = end;
    }

    fn accept(&mut self, message: Arc<Message>) {
        self.last_id = self.last_id.max(message.id);
        self.unread.insert(message.id, message);
    }

    fn mark(&mut self, id: u64, read_at: jiff::Timestamp) {
        if let Some(message) = self.unread.remove(&id) {
            self.read.push(Row { message, read_at });
        }
    }

    fn finish(self, damage: Option<(u64, u64)>) -> Result<Recovered, ScanError> {
        let (line, offset) = damage.unwrap_or((1, 0));
        // What a rewrite has begun was whole before it got its name.
        let Some(header) = self.header.filter(|_| !self.later_commit) else {
            return Err(ScanError::Damaged { line, offset });
        };
        Ok(Recovered {
            next_id: header.next_id.max(self.last_id + 1),
            header,
            unread: self.unread,
            read: self.read,
            end: self.end,
            length: self.length,
        })
    }
}
