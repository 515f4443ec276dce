//! What is shown and kept: lines and events, in the order in which they happened.

use std::net::SocketAddr;
use std::time::Duration;

use super::observation::Side;
use super::torture::Cut;

/// One line on the screen, one step of the session, one arrow of the diagram.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Since the start.
    pub(super) at: Duration,
    /// The connection's number, from 1.
    pub(super) connection: usize,
    /// What.
    pub(super) what: What,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A client has connected, from there.
    Connected(SocketAddr),
    /// A client was sent away, because of this.
    SentAway(String),
    /// Somebody said something.
    Said(Side, Text),
    /// Somebody sends no more.
    Fin(Side),
    /// Somebody broke the connection.
    Reset(Side),
    /// The proxy did.
    Cut(Cut),
}

/// A line, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Without the LF.
    pub(super) bytes: Vec<u8>,
    /// The beginning of the line is in it.
    pub(super) begins: bool,
    /// The LF was there.
    pub(super) ends: bool,
    /// Every byte of it came by itself.
    pub(super) slow: bool,
}

impl Text {
    /// The line, if all of it is here.
    pub(super) fn line(&self) -> Option<&[u8]> {
        (self.begins && self.ends).then_some(&self.bytes)
    }

    /// All bytes, with the LF where it came.
    pub(super) fn with_end(&self) -> Vec<u8> {
        let end: &[u8] = if self.ends { b"\n" } else { b"" };
        [&self.bytes, end].concat()
    }
}
