//! A journal that was good once, and has been damaged.
//!
//! An input is a script of lines: `@text` accepts a message, `#ID` reads one, `.` ends a batch.
//! Then come at most [`DAMAGES_MAX`] damages, each with where it begins and how much of the journal
//! it takes: `~120 3` flips bit 3 of byte 120, `0 100 40` overwrites 40 bytes with zeros, `-100 40`
//! removes them, `+100 40` repeats them, `|100` cuts the journal off.
//!
//! The journal is written here once more, from what its documentation says: so the reader is tested
//! against that, and not against its own writer.

use std::collections::BTreeMap;

use meu_mensageiro::journal::{ScanError, scan};
use meu_mensageiro::protocol::is_forbidden;

use super::journal::state;

/// The most damages of one input: with many, a checksum could fit by chance.
const DAMAGES_MAX: usize = 4;

const SENT: &str = "2026-11-22T18:05:00.123Z";
const READ: &str = "2026-11-22T18:06:00.456Z";

/// However a journal was damaged, each message that is read from it is one that was written, and
/// together they are what some batch left. And where only its inside was changed, no batch is lost
/// without a word.
pub fn check(script: &[u8]) {
    let script = String::from_utf8_lossy(script);
    let mut journal = Written::begin();
    script.lines().for_each(|line| journal.take(line));
    journal.commit();
    let promised = journal.bytes.len();
    journal.seal();

    let mut bytes = journal.bytes.clone();
    let mut inside = true;
    for line in script
        .lines()
        .filter(|line| is_damage(line))
        .take(DAMAGES_MAX)
    {
        inside &=
            damage(&mut bytes, line) && bytes.get(promised..) == Some(&journal.bytes[promised..]);
    }
    match scan(&bytes[..]) {
        Ok(recovered) => {
            let found = state(&recovered);
            assert!(journal.states.contains(&found), "{found:?} was never there");
            if inside {
                assert_eq!(Some(&found), journal.states.last(), "a batch was lost");
            }
        }
        Err(ScanError::Damaged { .. }) => assert!(bytes != journal.bytes, "nothing was damaged"),
        Err(ScanError::Io(error)) => panic!("memory has no errors: {error}"),
    }
}

type State = (Vec<String>, Vec<String>);

/// A journal as a server writes it.
struct Written {
    bytes: Vec<u8>,
    batch: Vec<u8>,
    batches: u64,
    last_id: u64,
    unread: BTreeMap<u64, String>,
    read: Vec<String>,
    /// What held after each batch.
    states: Vec<State>,
}

impl Written {
    fn begin() -> Self {
        let mut journal = Self {
            bytes: Vec::new(),
            batch: row(&["journal", "1", "word", "1", "32", "0", "sync"]),
            batches: 0,
            last_id: 0,
            unread: BTreeMap::new(),
            read: Vec::new(),
            states: Vec::new(),
        };
        journal.commit();
        journal
    }

    fn take(&mut self, line: &str) {
        match line.split_at_checked(1) {
            Some(("@", text)) => self.accept(text),
            Some(("#", id)) => self.mark(id),
            Some((".", _)) => self.commit(),
            _ => {}
        }
    }

    fn accept(&mut self, text: &str) {
        if text.is_empty() || text.len() > 4000 || text.contains(is_forbidden) {
            return;
        }
        self.last_id += 1;
        let id = self.last_id;
        self.batch.extend(row(&[
            "accepted",
            &id.to_string(),
            SENT,
            "ana",
            "bia",
            text,
        ]));
        self.unread
            .insert(id, format!("bia #{id} {SENT} @ana {text}\n"));
    }

    fn mark(&mut self, id: &str) {
        let Some((id, message)) = id.parse().ok().and_then(|id| self.unread.remove_entry(&id))
        else {
            return;
        };
        self.batch.extend(row(&["read", &id.to_string(), READ]));
        self.read.push(format!("{READ} {message}"));
    }

    fn commit(&mut self) {
        let number = self.batches.to_string();
        let checksum = format!("{:08x}", crc32fast::hash(&self.batch));
        self.bytes.append(&mut self.batch);
        self.bytes.extend(row(&["commit", &number, &checksum]));
        self.batches += 1;
        let unread = self.unread.values().cloned().collect();
        self.states.push((unread, self.read.clone()));
    }

    /// Two empty batches say that the one before them was durable.
    fn seal(&mut self) {
        self.commit();
        self.commit();
    }
}

/// One line of a journal.
fn row(cells: &[&str]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).expect("memory has no errors");
    let row = writer.into_inner().expect("memory has no errors");
    let covered = row.strip_suffix(b"\n").expect("a row ends with LF");
    let checksum = format!("{:08x},", crc32fast::hash(covered));
    [checksum.as_bytes(), &row].concat()
}

fn is_damage(line: &str) -> bool {
    line.starts_with(['~', '0', '-', '+', '|'])
}

/// Does it, and says whether every byte is still in its place.
fn damage(bytes: &mut Vec<u8>, line: &str) -> bool {
    let (kind, numbers) = line.split_at(1);
    let mut numbers = numbers.split(' ').filter_map(|it| it.parse::<usize>().ok());
    let start = numbers.next().unwrap_or(0) % bytes.len().max(1);
    let count = numbers.next().unwrap_or(0);
    let end = start.saturating_add(count).min(bytes.len());
    match kind {
        "~" => bytes
            .iter_mut()
            .skip(start)
            .take(1)
            .for_each(|byte| *byte ^= 1 << (count % 8)),
        "0" => bytes[start..end].fill(0),
        "-" => drop(bytes.drain(start..end)),
        "+" => bytes
            .splice(end..end, bytes[start..end].to_vec())
            .for_each(drop),
        _ => bytes.truncate(start),
    }
    matches!(kind, "~" | "0")
}
