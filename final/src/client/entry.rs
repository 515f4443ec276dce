//! What the client shows, before it is laid out for a terminal.

use jiff::Timestamp;

use crate::protocol::Login;

/// One thing to be shown above the line that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A message from somebody.
    Message {
        /// When it was accepted.
        when: When,
        /// Who sent it.
        from: Login,
        /// What was sent; not yet safe for a terminal, like every text in an entry.
        text: String,
    },
    /// The heading over messages that waited.
    Away,
    /// A message of the user's own has arrived at the server.
    Confirmed {
        /// Who gets it.
        to: Login,
        /// Whether the server said that it is stored; else it only took the line.
        stored: bool,
    },
    /// The program says something; may have several lines.
    Note(String),
    /// Something was refused or went wrong.
    Refusal(String),
    /// A line of the server that this program does not know.
    Foreign(String),
}

/// The moment that stands before a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The server said when.
    At(Timestamp),
    /// It has just come, from a server that does not say when.
    Now,
    /// It waited on a server that does not say when.
    Unknown,
}
