//! What the threads of a connection tell the reporter.

use std::net::SocketAddr;
use std::time::Instant;

pub(super) use testkit::diagram::Side;

use super::torture::Cut;

/// Something that was seen on a connection.
#[derive(Debug)]
pub(super) struct Observation {
    /// When.
    pub(super) at: Instant,
    /// The connection's number, from 1.
    pub(super) connection: usize,
    /// What.
    pub(super) seen: Seen,
}

/// What can be seen.
#[derive(Debug)]
pub(super) enum Seen {
    /// A client has connected, and the server is connected too.
    Connected(SocketAddr),
    /// A client has connected, and was sent away, because of this.
    SentAway(String),
    /// Bytes from this side, in one read.
    Bytes(Side, Vec<u8>),
    /// Nothing more has come from this side for a while.
    Pause(Side),
    /// This side has said that it sends no more.
    Fin(Side),
    /// This side has broken the connection.
    Reset(Side),
    /// The proxy has cut the connection, because it was told to.
    Cut(Cut),
    /// The connection is over on both sides.
    Over,
}
