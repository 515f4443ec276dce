use super::*;
use crate::message::Draft;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;

struct World {
    _data: tempfile::TempDir,
    folder: DataFolder,
    path: PathBuf,
}

fn world() -> World {
    let data = tempfile::tempdir().unwrap();
    let folder = DataFolder::lock(data.path()).unwrap();
    let path = folder.file(JOURNAL_FILE);
    World {
        _data: data,
        folder,
        path,
    }
}

fn header() -> Header {
    Header {
        epoch: "word".to_owned(),
        next_id: 5,
        log_length: 32,
        read: 4,
        durability: Durability::Sync,
    }
}

fn begin(folder: &DataFolder) -> Journal {
    Journal::begin(folder, header(), std::iter::empty()).unwrap()
}

fn message(id: u64, text: &str) -> Arc<Message> {
    let draft = Draft {
        to: "bia".parse().unwrap(),
        text: text.to_owned(),
    };
    let at = "2026-11-22T18:05:00.123Z".parse().unwrap();
    Arc::new(Message::new(id, at, "ana".parse().unwrap(), draft))
}

fn accepted(ids: std::ops::RangeInclusive<u64>) -> Vec<Record> {
    ids.map(|id| Record::Accepted(message(id, "text")))
        .collect()
}

fn read(id: u64) -> Record {
    let at = "2026-11-22T18:06:00.123Z".parse().unwrap();
    Record::Read { id, at }
}

fn unread(recovered: &Recovered) -> Vec<u64> {
    recovered.unread.keys().copied().collect()
}

/// A journal of three batches and a seal; returns where each ends, the first one included.
fn three_batches(world: &World) -> Vec<u64> {
    let mut journal = begin(&world.folder);
    let mut ends = vec![journal.length()];
    let batches = [accepted(5..=6), accepted(7..=7), vec![read(5)]];
    for batch in batches {
        journal.commit(&batch).unwrap();
        ends.push(journal.length());
    }
    journal.seal().unwrap();
    ends.push(journal.length());
    ends
}

#[test]
fn what_was_committed_is_recovered() {
    let world = world();
    three_batches(&world);
    let recovered = Journal::recover(&world.path).unwrap().unwrap();
    assert_eq!(unread(&recovered), [6, 7]);
    assert_eq!(recovered.read[0].message.id, 5);
    assert_eq!(recovered.next_id, 8);
    assert_eq!(recovered.torn(), None);
}

#[test]
fn a_journal_is_begun_with_all_that_is_unread() {
    let world = world();
    let unread: Vec<_> = (5..1000).map(|id| message(id, "text")).collect();
    let journal = Journal::begin(&world.folder, header(), unread.iter()).unwrap();
    assert_eq!(journal.length(), fs::metadata(&world.path).unwrap().len());
    let recovered = Journal::recover(&world.path).unwrap().unwrap();
    assert_eq!(recovered.unread.len(), unread.len());
    assert_eq!((recovered.next_id, recovered.torn()), (1000, None));
}

#[test]
fn wherever_the_file_is_cut_the_batches_before_it_hold() {
    let world = world();
    let ends = three_batches(&world);
    let whole = fs::read(&world.path).unwrap();
    for length in ends[0]..=ends[3] {
        fs::write(&world.path, &whole[..length as usize]).unwrap();
        let recovered = Journal::recover(&world.path).unwrap().unwrap();
        let good = *ends.iter().rfind(|end| **end <= length).unwrap();
        assert_eq!(recovered.end, good, "cut at {length}");
        assert_eq!(recovered.torn().is_some(), good < length);
    }
}

#[test]
fn a_changed_bit_with_a_later_batch_behind_it_is_damage() {
    let world = world();
    let ends = three_batches(&world);
    let whole = fs::read(&world.path).unwrap();
    // Up to the seal: it stands behind everything that was promised.
    for bit in 0..ends[3] as usize * 8 {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let line = 1 + whole[..bit / 8].iter().filter(|&&it| it == b'\n').count() as u64;
        fs::write(&world.path, damaged).unwrap();
        match Journal::recover(&world.path) {
            Err(JournalError::Damaged { line: found, .. }) => assert_eq!(found, line, "bit {bit}"),
            other => panic!("bit {bit}: {other:?}"),
        }
    }
}

#[test]
fn a_torn_batch_is_no_damage_though_its_own_commit_is_there() {
    let world = world();
    let ends = three_batches(&world);
    let mut content = fs::read(&world.path).unwrap();
    // The last batch before the seal, with a page of it that never reached the disk.
    content.truncate(ends[3] as usize);
    content[ends[2] as usize..][..20].fill(0);
    fs::write(&world.path, content).unwrap();
    let recovered = Journal::recover(&world.path).unwrap().unwrap();
    assert_eq!(recovered.end, ends[2]);
    assert_eq!(unread(&recovered), [5, 6, 7]);
}

#[test]
fn nothing_is_taken_from_a_file_of_another_kind() {
    let world = world();
    for content in [&b""[..], b"login\nana\n", &[0; 5000], b"\n"] {
        fs::write(&world.path, content).unwrap();
        let error = Journal::recover(&world.path).unwrap_err();
        let line_1 = matches!(error, JournalError::Damaged { line: 1, .. });
        assert!(line_1, "{error}");
    }
}

#[test]
fn a_batch_out_of_turn_is_refused() {
    let world = world();
    three_batches(&world);
    let whole = fs::read(&world.path).unwrap();
    let lines: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    // Without its second batch: each line is good, but the count is not.
    let gap = [&lines[..2], &lines[5..]].concat().concat();
    fs::write(&world.path, gap).unwrap();
    assert!(Journal::recover(&world.path).is_err());
    // Twice the first line.
    let twice = [&lines[..1], &lines[..]].concat().concat();
    fs::write(&world.path, twice).unwrap();
    assert!(Journal::recover(&world.path).is_err());
}

/// A history: in each batch, texts to accept (`Ok`) and numbers to mark as read (`Err`).
fn histories() -> impl Strategy<Value = Vec<Vec<Result<String, u64>>>> {
    let step = prop_oneof![
        "[^\\p{Cc}\u{2028}\u{2029}]{1,40}".prop_map(Ok),
        (1..20u64).prop_map(Err)
    ];
    prop::collection::vec(prop::collection::vec(step, 0..4), 1..6)
}

fn records(steps: &[Result<String, u64>], next_id: &mut u64) -> Vec<Record> {
    let record = |step: &Result<String, u64>| match step {
        Ok(text) => {
            *next_id += 1;
            Record::Accepted(message(*next_id - 1, text))
        }
        Err(id) => read(*id),
    };
    steps.iter().map(record).collect()
}

/// What a history says, without the reader: each unread message, and the numbers that were read.
fn outcome<'a>(records: impl Iterator<Item = &'a Record>) -> (Vec<String>, Vec<u64>) {
    let (mut unread, mut read) = (BTreeMap::new(), Vec::new());
    for record in records {
        match record {
            Record::Accepted(message) => drop(unread.insert(message.id, message.push_line())),
            Record::Read { id, .. } => read.extend(unread.remove(id).map(|_| *id)),
            Record::Begin(_) | Record::Commit { .. } => {}
        }
    }
    (unread.into_values().map(str::to_owned).collect(), read)
}

proptest! {
    #[test]
    fn cut_anywhere_a_history_is_what_its_whole_batches_say(
        history in histories(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut next_id = 5;
        let batches: Vec<_> = history.iter().map(|steps| records(steps, &mut next_id)).collect();
        let mut content = batch(0, &[Record::Begin(header())]).unwrap();
        let begun = content.len();
        let mut ends = vec![];
        for (number, records) in (1..).zip(&batches) {
            content.extend(batch(number, records).unwrap());
            ends.push(content.len());
        }
        let length = begun + cut.index(content.len() - begun + 1);
        let whole = ends.iter().filter(|end| **end <= length).count();

        let recovered = scan(&content[..length]).unwrap();
        let lines = recovered.unread.values().map(|message| message.push_line().to_owned());
        let ids = recovered.read.iter().map(|row| row.message.id);
        let found = (lines.collect(), ids.collect());
        prop_assert_eq!(found, outcome(batches[..whole].iter().flatten()));
        prop_assert_eq!(recovered.torn().is_some(), length > begun && !ends.contains(&length));
    }
}
