//! The lines of the journal, written and read.
//!
//! Each is a row of CSV that begins with the checksum of the rest, as eight hexadecimal digits:
//!
//! | after the checksum | what it says |
//! | --- | --- |
//! | `journal,1,EPOCH,NEXT_ID,LOG_LENGTH,READ,sync` or `os` | the first line: what held when the file was begun |
//! | `accepted,ID,TIME,FROM,TO,TEXT` | a message was accepted |
//! | `read,ID,TIME` | it has been read |
//! | `commit,BATCH,CHECKSUM` | the end of a batch, with the checksum of all its bytes before this line |

use std::fmt::Display;
use std::io;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::csv_row::CsvRow;
use crate::message::{Draft, Message};

/// The version of the format, in the first line.
const VERSION: &str = "1";

/// The highest number that a file may hold; no server ever counts so far.
const ID_MAX: u64 = u64::MAX / 2;

/// Digits of a checksum and the comma behind it.
const CHECKSUM_LENGTH: usize = 9;

/// One line of the journal.
#[derive(Debug, Clone)]
pub(crate) enum Record {
    Begin(Header),
    Accepted(Arc<Message>),
    Read { id: u64, at: Timestamp },
    Commit { batch: u64, checksum: u32 },
}

/// What held when a journal was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The random word that tells one count of numbers from another (section 6).
    pub epoch: String,
    /// The number that the next message gets.
    pub next_id: u64,
    /// The length of the message log in bytes: its checkpoint. Up to here it was synced, and held
    /// every row.
    pub log_length: u64,
    /// How many messages had been read and were forgotten by the journal.
    pub read: u64,
    /// Whether what follows is synced before it counts.
    pub durability: Durability,
}

/// When a message counts as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// When the disk has it: `fdatasync` has returned.
    #[default]
    Sync,
    /// When the operating system has it. A crash of the server loses nothing, a power cut may lose
    /// the last seconds, and leave a journal that needs to be repaired.
    Os,
}

impl Durability {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Os => "os",
        }
    }
}

/// The bytes of these records.
pub(crate) fn encode<'a>(records: impl IntoIterator<Item = &'a Record>) -> io::Result<Vec<u8>> {
    let mut rows = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for record in records {
        write_row(&mut rows, record)?;
    }
    let rows = rows
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    let mut lines = Vec::with_capacity(rows.len() * 5 / 4);
    // No text holds an LF, so a line is a row.
    for row in rows.split_inclusive(|&byte| byte == b'\n') {
        let covered = row.strip_suffix(b"\n").unwrap_or(row);
        lines.extend_from_slice(format!("{:08x},", crc32fast::hash(covered)).as_bytes());
        lines.extend_from_slice(row);
    }
    Ok(lines)
}

fn write_row(rows: &mut csv::Writer<Vec<u8>>, record: &Record) -> csv::Result<()> {
    match record {
        Record::Begin(header) => rows.write_record([
            "journal",
            VERSION,
            &header.epoch,
            &header.next_id.to_string(),
            &header.log_length.to_string(),
            &header.read.to_string(),
            header.durability.as_str(),
        ]),
        Record::Accepted(message) => rows.write_record([
            "accepted",
            &message.id.to_string(),
            &time(message.accepted_at),
            message.from.as_str(),
            message.to.as_str(),
            message.text(),
        ]),
        Record::Read { id, at } => rows.write_record(["read", &id.to_string(), &time(*at)]),
        Record::Commit { batch, checksum } => {
            rows.write_record(["commit", &batch.to_string(), &format!("{checksum:08x}")])
        }
    }
}

/// A time as every file of the data folder has it.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Reads a line, without its LF. `None` where it is damaged.
pub(crate) fn decode(line: &[u8], row: &mut CsvRow) -> Option<Record> {
    let (checksum, rest) = line.split_at_checked(CHECKSUM_LENGTH)?;
    let written = format!("{:08x},", crc32fast::hash(rest));
    if checksum != written.as_bytes() {
        return None;
    }
    parse(&row.cells(rest)?)
}

fn parse(cells: &[&str]) -> Option<Record> {
    match *cells {
        [
            "journal",
            VERSION,
            epoch,
            next_id,
            log_length,
            read,
            durability,
        ] => Some(Record::Begin(Header {
            epoch: epoch.to_owned(),
            next_id: parse_id(next_id)?,
            log_length: log_length.parse().ok()?,
            read: parse_id(read)?,
            durability: match durability {
                "sync" => Durability::Sync,
                "os" => Durability::Os,
                _ => return None,
            },
        })),
        ["accepted", id, at, from, to, text] => {
            let draft = Draft {
                to: to.parse().ok()?,
                text: text.to_owned(),
            };
            let (id, at, from) = (parse_id(id)?, at.parse().ok()?, from.parse().ok()?);
            Some(Record::Accepted(Arc::new(Message::new(
                id, at, from, draft,
            ))))
        }
        ["read", id, at] => Some(Record::Read {
            id: parse_id(id)?,
            at: at.parse().ok()?,
        }),
        ["commit", batch, checksum] => Some(Record::Commit {
            batch: batch.parse().ok()?,
            checksum: u32::from_str_radix(checksum, 16).ok()?,
        }),
        _ => None,
    }
}

/// A number that is counted on from: there are always next ones.
pub(crate) fn parse_id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| *id <= ID_MAX)
}

impl Display for Durability {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Durability {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Sync, Self::Os]
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or_else(|| format!("{text:?} is neither sync nor os"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accepted(text: &str) -> Record {
        let draft = Draft {
            to: "bia".parse().unwrap(),
            text: text.to_owned(),
        };
        let at = "2026-11-22T18:05:00.123Z".parse().unwrap();
        Record::Accepted(Arc::new(Message::new(7, at, "ana".parse().unwrap(), draft)))
    }

    fn line(record: &Record) -> Vec<u8> {
        let mut line = encode([record]).unwrap();
        assert_eq!(line.pop(), Some(b'\n'));
        line
    }

    #[test]
    fn each_record_is_one_line_of_csv_with_its_checksum_first() {
        let line = String::from_utf8(line(&accepted("a \"b\", c"))).unwrap();
        assert_eq!(
            &line[9..],
            "accepted,7,2026-11-22T18:05:00.123Z,ana,bia,\"a \"\"b\"\", c\""
        );
        assert_eq!(
            line[..8],
            format!("{:08x}", crc32fast::hash(&line.as_bytes()[9..]))
        );
    }

    #[test]
    fn what_was_written_is_read() {
        let header = Header {
            epoch: "word".to_owned(),
            next_id: 8,
            log_length: 32,
            read: 5,
            durability: Durability::Os,
        };
        let at = "2026-11-22T18:05:00.123Z".parse().unwrap();
        for record in [
            Record::Begin(header),
            Record::Read { id: 3, at },
            Record::Commit {
                batch: 2,
                checksum: 0xabc,
            },
        ] {
            let read = decode(&line(&record), &mut CsvRow::new()).unwrap();
            assert_eq!(format!("{read:?}"), format!("{record:?}"));
        }
    }

    #[test]
    fn there_is_always_a_next_number() {
        for counts in ["18446744073709551615,32,0", "1,32,18446744073709551615"] {
            let rest = format!("journal,1,word,{counts},sync");
            let line = format!("{:08x},{rest}", crc32fast::hash(rest.as_bytes()));
            assert!(
                decode(line.as_bytes(), &mut CsvRow::new()).is_none(),
                "{line}"
            );
        }
    }

    #[test]
    fn a_flipped_bit_is_noticed_wherever_it_is() {
        let line = line(&accepted("até já, \"tu\""));
        let mut row = CsvRow::new();
        for bit in 0..line.len() * 8 {
            let mut damaged = line.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&damaged, &mut row).is_none(), "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn any_text_of_the_protocol_comes_back(text in "[^\\p{Cc}\u{2028}\u{2029}]{1,200}") {
            let record = decode(&line(&accepted(&text)), &mut CsvRow::new());
            let Some(Record::Accepted(message)) = record else { panic!("{record:?}") };
            prop_assert_eq!(message.text(), text);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
            let mut row = CsvRow::new();
            let _ = decode(&bytes, &mut row);
            let mut sealed = format!("{:08x},", crc32fast::hash(&bytes)).into_bytes();
            sealed.extend(&bytes);
            let _ = decode(&sealed, &mut row);
        }
    }
}
