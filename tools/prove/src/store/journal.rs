//! The journal as its format says: the batches of a good `inbox.csv`.

use anyhow::{Context, Result, ensure};

/// The journal's name in the data folder.
pub(super) const FILE: &str = "inbox.csv";

/// Digits of a line's checksum, and the comma behind it.
const CHECKSUM: usize = 9;

/// A batch, from behind the commit line before it up to and with its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Batch {
    /// Its place in the file, in bytes.
    pub(super) bytes: std::ops::Range<usize>,
    /// Its lines in the file, counted from 1.
    pub(super) lines: std::ops::Range<usize>,
    /// The texts that it accepts.
    pub(super) texts: Vec<String>,
    /// The numbers that it says have been read.
    pub(super) read: Vec<u64>,
}

impl Batch {
    /// Whether it says nothing but that the one before it is durable.
    pub(super) fn is_seal(&self) -> bool {
        self.lines.len() == 1
    }
}

/// The batches of a journal up to its last whole commit line. Checksums are believed: what is read
/// here was not damaged.
///
/// # Errors
/// Where a whole line is none of a journal.
pub(super) fn batches(journal: &[u8]) -> Result<Vec<Batch>> {
    let (mut batches, mut batch) = (Vec::new(), empty(0, 1));
    let (mut at, mut line) = (0, 1);
    for row in journal.split_inclusive(|&byte| byte == b'\n') {
        if !row.ends_with(b"\n") {
            break;
        }
        at += row.len();
        line += 1;
        if take(&mut batch, row).with_context(|| format!("{FILE}:{}", line - 1))? {
            batch.bytes.end = at;
            batch.lines.end = line;
            batches.push(std::mem::replace(&mut batch, empty(at, line)));
        }
    }
    Ok(batches)
}

fn empty(at: usize, line: usize) -> Batch {
    Batch {
        bytes: at..at,
        lines: line..line,
        ..Batch::default()
    }
}

/// Takes one line into a batch; whether it ends it.
fn take(batch: &mut Batch, row: &[u8]) -> Result<bool> {
    let row = row.get(CHECKSUM..).context("the line is short")?;
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(row);
    let record = rows.records().next().context("an empty line")??;
    let field = |index| record.get(index).context("a field is missing");
    match field(0)? {
        "accepted" => batch.texts.push(field(5)?.to_owned()),
        "read" => batch.read.push(field(1)?.parse()?),
        kind => ensure!(["journal", "commit"].contains(&kind), "a record {kind}"),
    }
    Ok(&record[0] == "commit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_end_at_their_commits() {
        let journal = "00000000,journal,1,word,1,0,0,sync\n00000000,commit,0,00000000\n\
            00000000,accepted,1,now,ana,bia,\"a,b\"\n00000000,read,7,now\n\
            00000000,commit,1,00000000\n00000000,commit,2,00000000\n00000000,acc";
        let batches = batches(journal.as_bytes()).unwrap();
        let lines: Vec<_> = batches.iter().map(|batch| batch.lines.clone()).collect();
        assert_eq!(lines, [1..3, 3..6, 6..7]);
        assert_eq!(batches[1].texts, ["a,b"]);
        assert_eq!(batches[1].read, [7]);
        assert!(batches[2].is_seal());
        assert_eq!(batches[2].bytes.end, journal.len() - 12);
    }
}
