//! What one connected user may do, as a state machine without I/O.
//!
//! A session is told what happened ([`Input`]) and says what is to be done ([`Output`]). It never
//! reads, writes or waits, so the same session runs over a thread for each user, over an event
//! loop, or in a test's memory. Whoever drives it is called an engine: it judges the evidence of
//! the socket (rules R1 and R2 of the protocol page, section 5), and the session only hears the
//! verdict.

mod answers;
mod classic;
mod push;
#[cfg(test)]
mod tests;

pub use classic::Classic;
pub use push::Push;

use std::fmt::Display;
use std::io::Write;

use crate::message::Draft;
use crate::protocol::{Code, Login, Notice};
use crate::store::{Mailbox, Token};

/// What happened.
#[derive(Debug)]
pub enum Input<'a> {
    /// A line has come, without its line end.
    Line(&'a [u8]),
    /// The store's verdict on a submitted message: its number, or why it was not stored.
    Committed(Token, Result<u64, Code>),
    /// There may be mail, and room to send it.
    Wake,
    /// All output so far is about to be written. `quiet`: no input of the client is waiting (R1).
    AboutToFlush {
        /// Whether nothing of the client is waiting to be read: its next line then counts as the
        /// answer to this output.
        quiet: bool,
    },
    /// The session is over.
    Ended(Evidence),
}

/// What the end of a connection says about the messages in flight (R2 and R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The client has taken everything and closed in an orderly way.
    Read,
    /// Nothing is known: a reset, a timeout, or the server's own doing.
    Unknown,
}

/// What is to be done, in this order.
#[derive(Debug, Default)]
pub struct Output {
    /// Messages to submit to the store; each gets its [`Input::Committed`].
    pub submits: Vec<(Token, Draft)>,
    /// Bytes to write, after [`Input::AboutToFlush`].
    pub bytes: Vec<u8>,
}

impl Output {
    /// After the bytes have been written: forgets them, and does not keep the memory of a large
    /// batch.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(Self::KEPT);
    }

    /// How much memory an output keeps for the next bytes.
    const KEPT: usize = 4 * 1024;

    /// Adds a line.
    fn line(&mut self, line: impl Display) {
        // Writing into a `Vec` cannot fail.
        let _ = writeln!(self.bytes, "{line}");
    }
}

/// A session of either kind.
pub trait Session {
    /// Takes one input and adds to the output what follows from it.
    fn handle(&mut self, input: Input<'_>, out: &mut Output);

    /// The way to the store, for what the output submits.
    fn mailbox(&self) -> &Mailbox;

    /// Whether every line so far has its answer in the output.
    fn is_settled(&self) -> bool;
}

/// The notice for a message that was not stored.
fn refusal(code: Code, to: &Login) -> Notice {
    let words = match code {
        Code::UnknownRecipient => to.to_string(),
        Code::InboxFull => format!("{to} has too many unread messages"),
        Code::TryLater => "the server cannot store anything now".to_owned(),
        _ => String::new(),
    };
    Notice::new(code, words)
}

/// The notice for a line that is not one.
fn malformed(code: Code) -> Notice {
    let words = match code {
        Code::BadText => "the text is not UTF-8 or has control characters",
        _ => "write: @recipient text",
    };
    Notice::new(code, words)
}
