//! The entries of a trace as steps that can be played again.

use std::collections::{BTreeMap, BTreeSet};

use testkit::session_file::{Action, ClientAct, Expected, Quoted, is_literal};

use super::entry::{Entry, Text, What};
use super::numbers::Numbers;
use super::observation::Side;
use super::record::Record;
use super::torture::Cut;

/// What the steps have made of a connection so far.
#[derive(Debug, Default)]
struct Place {
    /// No more steps: it has been closed.
    gone: bool,
    /// The server has ended its side, and the client still talks.
    server_ended: bool,
}

/// Writes the steps, entry by entry.
pub(super) struct Replay<'a> {
    record: &'a Record,
    numbers: Numbers,
    /// Where each client speaks last.
    last_words: BTreeMap<usize, usize>,
    /// Clients that were gone when the server's answer came: they had closed, not half-closed.
    closed: BTreeSet<usize>,
    places: BTreeMap<usize, Place>,
    steps: Vec<String>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(record: &'a Record) -> Replay<'a> {
        let mut replay = Replay {
            record,
            numbers: Numbers::default(),
            last_words: BTreeMap::new(),
            closed: BTreeSet::new(),
            places: BTreeMap::new(),
            steps: Vec::new(),
        };
        let mut ended = BTreeSet::new();
        for (index, entry) in record.entries.iter().enumerate() {
            match entry.what {
                What::Said(Side::Client, _) => {
                    replay.last_words.insert(entry.connection, index);
                }
                What::Fin(Side::Client) => {
                    ended.insert(entry.connection);
                }
                What::Reset(Side::Client) if ended.contains(&entry.connection) => {
                    replay.closed.insert(entry.connection);
                }
                _ => {}
            }
        }
        replay
    }

    /// All steps, each a line.
    pub(super) fn steps(mut self) -> Vec<String> {
        for (index, entry) in self.record.entries.iter().enumerate() {
            self.entry(index, entry);
        }
        let still_open =
            |(&connection, place): (&usize, &Place)| (!place.gone).then_some(connection);
        let open: Vec<_> = self.places.iter().filter_map(still_open).collect();
        if !open.is_empty() {
            self.steps
                .push("# still open when this was written".to_owned());
        }
        for connection in open {
            self.last(connection, ClientAct::Close);
        }
        self.steps
    }

    fn entry(&mut self, index: usize, entry: &Entry) {
        let connection = entry.connection;
        if let What::SentAway(_) = entry.what {
            return;
        }
        if self.places.entry(connection).or_default().gone {
            return;
        }
        match &entry.what {
            What::SentAway(_) => {}
            What::Connected(_) => self.connected(index, connection),
            What::Said(Side::Client, text) => self.asked(index, connection, text),
            What::Said(Side::Server, text) => {
                let act = self.answer(connection, text);
                self.step(connection, act);
            }
            What::Fin(Side::Client) => self.client_ended(connection),
            What::Fin(Side::Server) => self.server_ended(index, connection),
            What::Cut(Cut::Fin) => self.step(connection, ClientAct::HalfClose),
            What::Reset(Side::Client) | What::Cut(Cut::Reset) => {
                self.last(connection, ClientAct::Reset);
            }
            What::Reset(Side::Server) => self.last(connection, ClientAct::Closed),
        }
    }

    /// A step of its own only where something else happens before the client speaks.
    fn connected(&mut self, index: usize, connection: usize) {
        let next = self.record.entries.get(index + 1);
        let speaks = next.is_some_and(|next| {
            next.connection == connection && matches!(next.what, What::Said(Side::Client, _))
        });
        if !speaks {
            self.step(connection, ClientAct::Connect);
        }
    }

    fn asked(&mut self, index: usize, connection: usize, text: &Text) {
        let act = match plain(text) {
            Some(line) if text.slow => ClientAct::Slowly(self.numbers.sent(line)),
            Some(line) => ClientAct::Send(self.numbers.sent(line)),
            None => ClientAct::Raw(quoted(text)),
        };
        self.step(connection, act);
        let is_last = self.last_words.get(&connection) == Some(&index);
        if is_last
            && self
                .places
                .get(&connection)
                .is_some_and(|place| place.server_ended)
        {
            self.last(connection, ClientAct::Closed);
        }
    }

    fn answer(&mut self, connection: usize, text: &Text) -> ClientAct {
        let line = text.line().and_then(|line| std::str::from_utf8(line).ok());
        if let Some(pattern) = line.and_then(|line| self.numbers.received(connection, line)) {
            return ClientAct::Expect(Expected::Line(pattern));
        }
        match plain(text) {
            Some(line) => ClientAct::Expect(expected(line)),
            None => ClientAct::Receive(quoted(text)),
        }
    }

    fn client_ended(&mut self, connection: usize) {
        if self.closed.contains(&connection) {
            self.last(connection, ClientAct::Close);
        } else {
            self.step(connection, ClientAct::HalfClose);
        }
    }

    /// The step `closed` leaves the connection, so it has to wait for the client's last words.
    fn server_ended(&mut self, index: usize, connection: usize) {
        if self
            .last_words
            .get(&connection)
            .is_some_and(|&last| last > index)
        {
            self.places.entry(connection).or_default().server_ended = true;
        } else {
            self.last(connection, ClientAct::Closed);
        }
    }

    fn last(&mut self, connection: usize, act: ClientAct) {
        self.step(connection, act);
        self.places.entry(connection).or_default().gone = true;
    }

    fn step(&mut self, connection: usize, act: ClientAct) {
        let label = self.record.names.of(connection);
        self.steps.push(Action::Client { label, act }.to_string());
    }
}

/// A whole line that can stand in the file as it is.
fn plain(text: &Text) -> Option<&str> {
    let line = std::str::from_utf8(text.line()?).ok()?;
    is_literal(line).then_some(line)
}

fn quoted(text: &Text) -> Vec<Quoted> {
    vec![Quoted {
        bytes: text.with_end(),
        times: 1,
    }]
}

/// A notice by its code alone.
fn expected(line: &str) -> Expected {
    let code = line
        .strip_prefix("! ")
        .and_then(|rest| rest.split(' ').next());
    match code {
        Some(code) if !code.is_empty() => Expected::Notice {
            code: code.to_owned(),
        },
        _ => Expected::Line(line.to_owned()),
    }
}
