//! The thread that hears everything: makes lines of bytes, prints them, keeps them, writes files.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::entry::{Entry, Text, What};
use super::files::Files;
use super::lines::Lines;
use super::observation::{Observation, Seen, Side};
use super::record::Record;
use super::screen::Screen;
use super::stop::Stop;
use super::totals::Totals;

/// Up to so many entries the files are written at the end of each connection, above that at most
/// once in [`SELDOM`], and for less than a tenth of the time.
const OFTEN: usize = 1000;
const SELDOM: Duration = Duration::from_secs(1);
const REST: u32 = 10;

/// What is known of a connection that is open.
#[derive(Debug, Default)]
struct Conversation {
    client: Lines,
    server: Lines,
    /// The client has said something.
    begun: bool,
    totals: Totals,
}

/// Hears observations until the last thread that could make one has ended.
#[derive(Debug)]
pub(super) struct Reporter {
    start: Instant,
    files: Files,
    open: HashMap<usize, Conversation>,
    record: Record,
    screen: Screen,
    stop: Stop,
    totals: Totals,
    /// The files lack something.
    is_new: bool,
    /// Many entries are not written before.
    not_before: Instant,
}

impl Conversation {
    fn lines(&mut self, side: Side) -> &mut Lines {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

impl Reporter {
    pub(super) fn new(files: Files, screen: Screen, stop: Stop) -> Reporter {
        let start = Instant::now();
        Reporter {
            start,
            files,
            open: HashMap::new(),
            record: Record::default(),
            screen,
            stop,
            totals: Totals::default(),
            is_new: false,
            not_before: start,
        }
    }

    /// The first lines: the address comes first, and last in its line, for those who start this as
    /// a process.
    pub(super) fn introduce(&self, own: SocketAddr, server: SocketAddr) {
        self.screen.say(&format!("listening on {own}"));
        self.screen
            .say(&format!("passing on to {server}; Ctrl-C ends it"));
    }

    /// Hears all, and says whether all files could be written.
    pub(super) fn run(mut self, observations: &Receiver<Observation>) -> bool {
        while let Ok(Observation {
            at,
            connection,
            seen,
        }) = observations.recv()
        {
            let at = at.saturating_duration_since(self.start);
            self.hear(at, connection, seen);
        }
        self.screen.say(&format!("\n{}", self.totals));
        let written = self.end_files();
        self.screen.finish();
        written
    }

    fn hear(&mut self, at: Duration, connection: usize, seen: Seen) {
        let what = match seen {
            Seen::Bytes(side, bytes) => return self.bytes(at, connection, side, &bytes),
            Seen::Pause(side) => return self.show_rest(at, connection, side),
            Seen::Over => return self.over(at, connection),
            Seen::Connected(address) => {
                self.totals.connections += 1;
                What::Connected(address)
            }
            Seen::SentAway(words) => What::SentAway(words),
            Seen::Fin(side) => {
                self.show_rest(at, connection, side);
                What::Fin(side)
            }
            Seen::Reset(side) => {
                self.show_all(at, connection);
                What::Reset(side)
            }
            Seen::Cut(how) => {
                self.show_all(at, connection);
                What::Cut(how)
            }
        };
        self.add(at, connection, what);
    }

    fn bytes(&mut self, at: Duration, connection: usize, side: Side, bytes: &[u8]) {
        self.show_rest(at, connection, side.other());
        let conversation = self.open.entry(connection).or_default();
        conversation.totals.add_bytes(side, bytes.len());
        self.totals.add_bytes(side, bytes.len());
        for text in conversation.lines(side).take(bytes) {
            self.said(at, connection, side, text);
        }
    }

    /// Shows what has come of a line.
    fn show_rest(&mut self, at: Duration, connection: usize, side: Side) {
        let conversation = self.open.entry(connection).or_default();
        if let Some(text) = conversation.lines(side).rest() {
            self.said(at, connection, side, text);
        }
    }

    fn show_all(&mut self, at: Duration, connection: usize) {
        self.show_rest(at, connection, Side::Client);
        self.show_rest(at, connection, Side::Server);
    }

    fn said(&mut self, at: Duration, connection: usize, side: Side, text: Text) {
        let conversation = self.open.entry(connection).or_default();
        let is_first = side == Side::Client && !std::mem::replace(&mut conversation.begun, true);
        if text.ends {
            conversation.totals.add_line(side);
            self.totals.add_line(side);
        }
        if let Some(line) = text.line().filter(|_| is_first) {
            self.record.names.learn(connection, line);
        }
        self.add(at, connection, What::Said(side, text));
    }

    /// Keeps and prints.
    fn add(&mut self, at: Duration, connection: usize, what: What) {
        let entry = Entry {
            at,
            connection,
            what,
        };
        let name = self.record.names.of(connection);
        self.screen.entry(&entry, &name);
        if self.files.is_empty() || self.record.full {
            return;
        }
        self.is_new = true;
        if self.record.keep(&entry) {
            self.screen
                .say("The files end here: they hold no more than this. The trace goes on.");
        }
    }

    fn over(&mut self, at: Duration, connection: usize) {
        self.show_all(at, connection);
        let conversation = self.open.remove(&connection).unwrap_or_default();
        if self.is_due() {
            self.write_files();
        }
        let name = self.record.names.of(connection);
        self.screen
            .over(at, connection, &name, &conversation.totals);
    }

    /// Whether the files lack something, and writing them now is neither too often nor soon done
    /// anyway.
    fn is_due(&self) -> bool {
        let is_time = self.record.entries.len() <= OFTEN || Instant::now() >= self.not_before;
        self.is_new && is_time && !self.stop.is_stopped()
    }

    fn write_files(&mut self) -> bool {
        let begin = Instant::now();
        let written = self.files.write(&self.record);
        self.is_new = !written;
        self.not_before = Instant::now() + SELDOM.max(begin.elapsed() * REST);
        written
    }

    /// Writes what the files lack at the end: that can take a while.
    fn end_files(&mut self) -> bool {
        if self.files.is_empty() {
            return true;
        }
        let files = self.files.names();
        if self.record.is_empty() {
            self.screen
                .say(&format!("Nothing was said: {files} not written."));
            return true;
        }
        if self.is_new {
            self.screen.say(&format!("writing {files} …"));
            return self.write_files();
        }
        true
    }
}
