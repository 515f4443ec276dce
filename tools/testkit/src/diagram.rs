//! A sequence diagram as SVG: who said what to whom, from top to bottom.
//!
//! [`Diagram`] is told what happened and knows nothing of sockets or sessions. Whatever it is told
//! may come from outside: texts are bytes, which are shown escaped and shortened.

mod bytes;
mod layout;
mod paint;
mod shape;

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The most clients that get a lifeline; of the others it is said how many they are.
pub const MOST_CLIENTS: usize = 12;

/// The most events that are drawn; of the others it is said how many they are.
pub const MOST_EVENTS: usize = 1000;

/// What is drawn: clients, each with a lifeline, and the one server between them.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    /// What it shows, in a line.
    pub title: String,
    /// The names of the clients' connections.
    pub clients: Vec<String>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What it says by itself.
    pub words: Words,
}

/// The words of a diagram's own, in the language of whoever looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Above the lifeline between the clients.
    pub server: &'static str,
    /// Where a connection begins.
    pub connected: &'static str,
    /// In place of a line without a character.
    pub empty_line: &'static str,
    /// Behind bytes without an LF.
    pub no_lf: &'static str,
    /// Before what should have come.
    pub expected: &'static str,
    /// Where a connection is broken.
    pub reset: &'static str,
    /// Before the numbers of what is too much.
    pub not_drawn: &'static str,
    /// Of events that are not drawn.
    pub later_events: &'static str,
    /// Of connections that are not drawn.
    pub more_connections: &'static str,
}

impl Default for Words {
    fn default() -> Words {
        Words {
            server: "server",
            connected: "connected",
            empty_line: "(empty line)",
            no_lf: "(no LF yet)",
            expected: "expected:",
            reset: "reset",
            not_drawn: "not drawn:",
            later_events: "later events",
            more_connections: "more connections",
        }
    }
}

/// Something that happened to one client's connection.
#[derive(Debug, Clone)]
pub struct Event {
    /// The connection, as an index into [`Diagram::clients`].
    pub client: usize,
    /// When, since the beginning; none where nobody measured.
    pub at: Option<Duration>,
    /// What.
    pub what: What,
}

/// What can happen to a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It has begun.
    Connected,
    /// Somebody sent something.
    Sent {
        /// Who.
        by: Side,
        /// What, without its LF.
        #[serde(with = "bytes")]
        text: Vec<u8>,
        /// How it is drawn.
        tone: Tone,
    },
    /// Somebody says that no more will come (FIN).
    Ended(Side),
    /// Somebody broke the connection (RST).
    Broken(Side),
    /// Something else that has to be said, in a few words.
    Remark(String),
    /// Something at the server itself and on no connection, in a few words.
    Note(String),
}

/// The two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The one that connected.
    Client,
    /// The one that was listening.
    Server,
}

impl Side {
    /// Who is at the other end.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }
}

/// What kind of text an arrow carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// A line like any other.
    Line,
    /// What says little by itself: `f`, or the empty line.
    Quiet,
    /// A notice.
    Notice,
    /// Bytes without an LF.
    Unfinished,
    /// What came and should not have.
    Wrong,
    /// What should have come and did not.
    Missing,
}

impl Tone {
    /// The tone of a complete line of the protocol (its page, 1 and 3).
    pub fn of(line: &[u8]) -> Tone {
        match line {
            b"" | b"f" => Tone::Quiet,
            [b'!', ..] => Tone::Notice,
            _ => Tone::Line,
        }
    }
}

impl Diagram {
    /// The diagram as the text of an SVG file. It has a background of its own, and needs no other
    /// file.
    pub fn svg(&self) -> String {
        paint::paint(self)
    }
}
