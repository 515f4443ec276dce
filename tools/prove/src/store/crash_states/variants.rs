//! Every content that a power cut may leave of a file, and every state of a folder.

use std::collections::BTreeSet;

use super::disk::{Change, Disk, File, Names};

/// What disks write at once.
const SECTOR: usize = 512;

/// In what steps a write is cut off, in bytes.
const STEP: usize = 16;

/// With more pending entries than these, only their prefixes are tried and not every choice.
const EVERY_CHOICE: usize = 4;

/// A content of a file.
pub(super) type Content = Vec<u8>;

/// The names that a power cut may leave: each change of a name has reached the disk or not.
pub(super) fn of_names(disk: &Disk) -> Vec<Names> {
    let pending = &disk.pending;
    let choices: Vec<u32> = if pending.len() <= EVERY_CHOICE {
        (0..1 << pending.len()).collect()
    } else {
        (0..=pending.len()).map(|count| (1 << count) - 1).collect()
    };
    let mut found: Vec<Names> = Vec::new();
    for choice in choices {
        let mut names = disk.durable_names.clone();
        for (index, entry) in pending.iter().enumerate() {
            if choice & (1 << index) != 0 {
                entry.apply(&mut names);
            }
        }
        if !found.contains(&names) {
            found.push(names);
        }
    }
    found
}

/// The contents that a power cut may leave. Nothing of what is pending is the first, all of it the
/// last.
pub(super) fn of_file(file: &File) -> Vec<Content> {
    let mut found = BTreeSet::new();
    for (index, change) in file.pending.iter().enumerate() {
        let before = file.content(index);
        if let Change::Write(at, bytes) = change {
            for cut in cuts(*at, bytes) {
                found.insert(torn(&before, *at, bytes, cut, false));
                found.insert(torn(&before, *at, bytes, cut, true));
            }
        }
        found.insert(before);
    }
    found.extend(holes(file));
    found.remove(&file.durable);
    found.remove(&file.current());
    let mut all = vec![file.durable.clone()];
    all.extend(found);
    if !file.pending.is_empty() {
        all.push(file.current());
    }
    all
}

/// Where a write may end: everywhere in steps, before and behind a line's end, at a sector's end.
fn cuts(at: usize, bytes: &[u8]) -> BTreeSet<usize> {
    let mut cuts: BTreeSet<usize> = (0..bytes.len()).step_by(STEP).collect();
    let mut start = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        cuts.extend([start, start + line.len() - 1]);
        start += line.len();
    }
    let sector = (at / SECTOR + 1) * SECTOR;
    cuts.extend(
        (sector..at + bytes.len())
            .step_by(SECTOR)
            .map(|end| end - at),
    );
    cuts
}

/// A write of which only the beginning is there; behind it nothing, or zeros in its whole length.
fn torn(before: &[u8], at: usize, bytes: &[u8], cut: usize, zeros: bool) -> Content {
    let mut content = before.to_owned();
    if zeros {
        Change::Write(at, vec![0; bytes.len()]).apply(&mut content);
    }
    Change::Write(at, bytes[..cut].to_owned()).apply(&mut content);
    content
}

/// Everything is there but one write, or its beginning, or one sector of it, which is zeros: what was written later
/// may reach the disk earlier.
fn holes(file: &File) -> Vec<Content> {
    let mut found = Vec::new();
    let mut zeroed = |at: usize, end: usize| {
        let mut content = file.current();
        let end = end.min(content.len());
        if at < end {
            content[at..end].fill(0);
            found.push(content);
        }
    };
    for change in &file.pending {
        if let Change::Write(at, bytes) = change {
            let end = at + bytes.len();
            zeroed(*at, end);
            // Where a sector ends within it is chance: any beginning of it may be missing.
            for cut in cuts(*at, bytes) {
                zeroed(*at, at + cut);
            }
            for sector in at / SECTOR..end.div_ceil(SECTOR) {
                let from = (sector * SECTOR).max(*at);
                zeroed(from, ((sector + 1) * SECTOR).min(end));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::disk::Entry;
    use super::*;

    #[test]
    fn an_unsynced_line_is_there_or_not_or_torn_or_zeros() {
        let file = File {
            durable: b"one\n".to_vec(),
            pending: vec![Change::Write(4, b"two\n".to_vec())],
        };
        let found = of_file(&file);
        for content in [
            "one\n",
            "one\ntwo\n",
            "one\ntwo",
            "one\ntwo\0",
            "one\n\0\0\0\0",
        ] {
            assert!(found.contains(&content.as_bytes().to_vec()), "{content:?}");
        }
        assert!(found.iter().all(|content| content.starts_with(b"one\n")));
    }

    #[test]
    fn a_later_write_may_be_there_before_an_earlier_one() {
        let file = File {
            durable: Vec::new(),
            pending: vec![
                Change::Write(0, b"one\n".to_vec()),
                Change::Write(4, b"two\n".to_vec()),
            ],
        };
        assert!(of_file(&file).contains(&b"\0\0\0\0two\n".to_vec()));
    }

    #[test]
    fn a_rename_is_there_or_not() {
        let mut disk = Disk::default();
        disk.files = vec![File::default(), File::default()];
        disk.durable_names = Names::from([("a".to_owned(), 0), ("b".to_owned(), 1)]);
        disk.names = disk.durable_names.clone();
        disk.enter(Entry::Rename("b".to_owned(), "a".to_owned(), 1));
        let renamed = Names::from([("a".to_owned(), 1)]);
        assert_eq!(of_names(&disk), [disk.durable_names.clone(), renamed]);
    }
}
