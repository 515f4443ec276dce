use std::sync::{Arc, Mutex};

use exercises::expect_equal;

use super::*;

/// What was called, and what of it fails.
#[derive(Default)]
struct Calls {
    made: Vec<String>,
    bytes: Vec<u8>,
    failing: String,
}

/// A disk that writes down what it is asked for.
struct TestDisk(Arc<Mutex<Calls>>);

impl Disk for TestDisk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().bytes.extend(bytes);
        self.call("append")
    }

    fn sync(&mut self) -> io::Result<()> {
        self.call("sync")
    }
}

impl TestDisk {
    fn call(&self, name: &str) -> io::Result<()> {
        let mut calls = self.0.lock().unwrap();
        calls.made.push(name.to_string());
        if calls.failing == name {
            return Err(io::Error::other("no space left on device"));
        }
        Ok(())
    }
}

#[test]
fn a_batch_is_one_append_and_one_sync() {
    let (mut journal, calls) = journal();
    journal
        .commit(&[message("bia", "one"), message("caio", "two")])
        .unwrap();
    let made = calls.lock().unwrap().made.clone();
    let why = "what `commit` called before it said Ok";
    expect_equal(made, ["append", "sync"], why);
    journal.commit(&[message("bia", "three")]).unwrap();
    let made = calls.lock().unwrap().made.clone();
    let why = "what was called for two batches: each is appended and synced";
    expect_equal(made, ["append", "sync", "append", "sync"], why);
    expect_equal(
        String::from_utf8_lossy(&calls.lock().unwrap().bytes),
        "m bia one\nm caio two\ncommit 2\nm bia three\ncommit 1\n",
        "what is on the disk after two batches",
    );
}

#[test]
fn an_empty_batch_touches_nothing() {
    let (mut journal, calls) = journal();
    journal.commit(&[]).unwrap();
    let made = calls.lock().unwrap().made.clone();
    expect_equal(made, [""; 0], "what was called for no messages");
}

#[test]
fn what_is_not_on_disk_is_not_accepted() {
    for failing in ["append", "sync"] {
        let (mut journal, calls) = journal();
        calls.lock().unwrap().failing = failing.to_string();
        let committed = journal.commit(&[message("bia", "oi")]);
        assert!(
            committed.is_err(),
            "{failing} failed, but commit said Ok: the sender gets its f"
        );
    }
}

#[test]
fn after_a_failure_the_disk_is_left_alone() {
    for failing in ["append", "sync"] {
        let (mut journal, calls) = journal();
        calls.lock().unwrap().failing = failing.to_string();
        let _ = journal.commit(&[message("bia", "one")]);
        let count = calls.lock().unwrap().made.len();
        calls.lock().unwrap().failing.clear();
        for text in ["two", "three"] {
            let committed = journal.commit(&[message("bia", text)]);
            assert!(
                committed.is_err(),
                "{failing} had failed; `{text}` must not be accepted"
            );
        }
        let made = calls.lock().unwrap().made.len();
        let why = format!("{failing} had failed; so many calls has the disk had after that");
        expect_equal(made, count, &why);
    }
}

#[test]
fn what_was_committed_is_recovered() {
    let (mut journal, calls) = journal();
    let batches = batches();
    for batch in &batches {
        journal.commit(batch).unwrap();
    }
    let bytes = calls.lock().unwrap().bytes.clone();
    let (messages, length) = recover(&bytes);
    let why = "three batches were committed and are whole";
    expect_equal(messages, batches.concat(), why);
    expect_equal(length, bytes.len(), why);
}

#[test]
fn wherever_a_journal_is_cut_off_its_complete_batches_are_recovered() {
    let mut bytes = Vec::new();
    let mut ends = vec![0];
    for batch in batches() {
        for Message { to, text } in &batch {
            bytes.extend(format!("m {to} {text}\n").bytes());
        }
        bytes.extend(format!("commit {}\n", batch.len()).bytes());
        ends.push(bytes.len());
    }
    for cut in 0..=bytes.len() {
        let complete = ends.iter().filter(|&&end| end <= cut).count() - 1;
        let (messages, length) = recover(&bytes[..cut]);
        let left = String::from_utf8_lossy(&bytes[..cut]);
        let why = format!("{complete} batches are complete in the journal\n{left}");
        expect_equal(messages, batches()[..complete].concat(), &why);
        let why = format!("the bytes of {complete} complete batches in the journal\n{left}");
        expect_equal(length, ends[complete], &why);
    }
}

#[test]
fn a_commit_with_another_number_is_none() {
    let bytes = b"m bia one\ncommit 1\nm bia two\ncommit 2\nm bia three\ncommit 1\n";
    let (messages, length) = recover(bytes);
    expect_equal(
        messages,
        [message("bia", "one")],
        "the second batch says 2, but has 1 message",
    );
    expect_equal(length, 19, "the bytes of the first batch");
}

#[test]
fn after_a_line_that_is_neither_of_the_two_nothing_counts() {
    for damage in ["x\n", "\n", "commit\n", "m bia\n"] {
        let bytes = format!("m bia one\ncommit 1\n{damage}m bia two\ncommit 1\n");
        let (messages, length) = recover(bytes.as_bytes());
        assert!(
            messages == [message("bia", "one")] && length == 19,
            "{damage:?} is no line of a journal, so what comes after it does not count\n  expected: the first message, and 19 bytes\n  received: {messages:?}, and {length} bytes"
        );
    }
}

/// Batches with texts that look like something else.
fn batches() -> Vec<Vec<Message>> {
    vec![
        vec![message("bia", "até já"), message("caio", "commit 1")],
        vec![message("ana", " two  blanks "), message("bia", "m bia oi")],
        vec![message("bia", "f")],
    ]
}

fn message(to: &str, text: &str) -> Message {
    let (to, text) = (to.to_string(), text.to_string());
    Message { to, text }
}

fn journal() -> (Journal, Arc<Mutex<Calls>>) {
    let calls = Arc::<Mutex<Calls>>::default();
    (Journal::new(Box::new(TestDisk(Arc::clone(&calls)))), calls)
}
