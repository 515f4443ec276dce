//! The sessions in memory: no socket, no thread, and a store whose verdicts come when the test says
//! so.

use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};

use super::{Classic, Evidence, Input, Output, Push, Session};
use crate::journal::Durability;
use crate::limits::Limits;
use crate::message::Draft;
use crate::protocol::Code;
use crate::store::{Event, Mailbox, Port, Store};
use crate::users::Users;

struct Deaf;

impl Port for Deaf {
    fn notify(&self, _: Event) {}
}

/// Passes on what the store says.
struct Heard(Sender<Event>);

impl Port for Heard {
    fn notify(&self, event: Event) {
        self.0.send(event).unwrap();
    }
}

struct World {
    _data: tempfile::TempDir,
    store: Store,
}

impl World {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("users.csv"), "login\nana\nbia\n").unwrap();
        let users = Users::load(data.path()).unwrap();
        let limits = Limits::default();
        let store = Store::open(data.path(), &users, &limits, Durability::Sync).unwrap();
        Self { _data: data, store }
    }

    fn open(&self, login: &str) -> Mailbox {
        self.store
            .open_inbox(&login.parse().unwrap(), Arc::new(Deaf))
            .unwrap()
    }

    /// Stores a message from ana.
    fn deliver(&self, to: &str, text: &str) {
        let (port, heard) = mpsc::channel();
        let ana = self
            .store
            .open_inbox(&"ana".parse().unwrap(), Arc::new(Heard(port)))
            .unwrap();
        let draft = Draft {
            to: to.parse().unwrap(),
            text: text.to_owned(),
        };
        ana.submit(1, draft);
        assert!(matches!(heard.recv(), Ok(Event::Committed(1, Ok(_)))));
    }

    /// What bia's next session would be sent.
    fn left_for_bia(&self) -> String {
        let mut out = Output::default();
        Classic::start(self.open("bia"), &mut out);
        text(&mut out)
    }
}

/// Takes what was written.
fn text(out: &mut Output) -> String {
    String::from_utf8(std::mem::take(&mut out.bytes)).unwrap()
}

#[test]
fn batches_leave_in_the_order_of_the_lines_whatever_order_the_store_decides_in() {
    let world = World::new();
    let mut out = Output::default();
    let mut session = Classic::start(world.open("ana"), &mut out);
    assert_eq!(text(&mut out), "f\n");
    for line in ["@bia one", "@zoe two", "", "@bia three"] {
        session.handle(Input::Line(line.as_bytes()), &mut out);
    }
    let tokens: Vec<_> = out.submits.drain(..).map(|(token, _)| token).collect();
    assert_eq!(tokens.len(), 3);
    session.handle(Input::Committed(tokens[2], Ok(2)), &mut out);
    session.handle(
        Input::Committed(tokens[1], Err(Code::UnknownRecipient)),
        &mut out,
    );
    assert_eq!(text(&mut out), "");
    assert!(!session.is_settled());
    session.handle(Input::Committed(tokens[0], Ok(1)), &mut out);
    assert_eq!(text(&mut out), "f\n! unknown-recipient zoe\nf\nf\nf\n");
    assert!(session.is_settled());
}

#[test]
fn push_answers_leave_in_the_order_of_the_lines_too() {
    let world = World::new();
    let mut out = Output::default();
    let mut session = Push::start(world.open("ana"), &mut out);
    assert!(text(&mut out).starts_with("+ ready "));
    for line in ["@bia one", "", "nonsense"] {
        session.handle(Input::Line(line.as_bytes()), &mut out);
    }
    assert_eq!(text(&mut out), "");
    let (token, _) = out.submits.pop().unwrap();
    session.handle(Input::Committed(token, Ok(7)), &mut out);
    assert_eq!(
        text(&mut out),
        "+ 7\n+\n! bad-line write: @recipient text\n"
    );
}

#[test]
fn a_line_confirms_what_was_flushed_quietly_and_nothing_else() {
    for (lines, left) in [(1, "@ana one\n@ana two\nf\n"), (2, "@ana two\nf\n")] {
        let world = World::new();
        world.deliver("bia", "one");
        let mut out = Output::default();
        let mut session = Classic::start(world.open("bia"), &mut out);
        for line in 0..lines {
            // The first batch is not flushed quietly, the one that answers the first line is.
            let quiet = line > 0;
            session.handle(Input::AboutToFlush { quiet }, &mut out);
            session.handle(Input::Line(b"whatever"), &mut out);
        }
        world.deliver("bia", "two");
        drop(session);
        assert_eq!(world.left_for_bia(), left);
    }
}

#[test]
fn only_the_end_that_shows_reading_reads() {
    for (evidence, left) in [
        (Evidence::Read, "f\n"),
        (Evidence::Unknown, "@ana one\nf\n"),
    ] {
        let world = World::new();
        world.deliver("bia", "one");
        let mut out = Output::default();
        let mut session = Classic::start(world.open("bia"), &mut out);
        session.handle(Input::AboutToFlush { quiet: false }, &mut out);
        session.handle(Input::Ended(evidence), &mut out);
        drop(session);
        assert_eq!(world.left_for_bia(), left, "{evidence:?}");
    }
}

#[test]
fn the_end_of_a_push_session_reads_nothing() {
    let world = World::new();
    world.deliver("bia", "one");
    let mut out = Output::default();
    let mut session = Push::start(world.open("bia"), &mut out);
    session.handle(Input::Ended(Evidence::Read), &mut out);
    drop(session);
    assert_eq!(world.left_for_bia(), "@ana one\nf\n");
}
