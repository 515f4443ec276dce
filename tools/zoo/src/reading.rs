//! When a message that was sent counts as read (protocol page, 5).

use std::io;

use crate::inbox::Message;
use crate::message_log::Moment;
use crate::session::Shared;

/// When a right server takes a message for read. Servers with a defect take it as chapter 5 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As soon as its batch is written, as chapters 4 and 5 do.
    Written,
    /// When the reader's next line has come, or its end in place of one (R1 to R3), as `final` does.
    NextLine,
}

/// What a session has sent, and its client may not have read yet.
#[derive(Default)]
pub(crate) struct Sent {
    messages: Vec<Message>,
    /// Whether the client's next line will mean that it has seen all of it.
    next_line_tells: bool,
}

impl Sent {
    /// These messages are about to be sent; `has_more` says whether something of the client came
    /// before that.
    pub(crate) fn begin(&mut self, messages: Vec<Message>, has_more: bool) {
        self.messages.extend(messages);
        self.next_line_tells = !has_more;
    }

    /// The batch has been written.
    pub(crate) fn written(&mut self, login: &str, shared: &Shared) -> io::Result<()> {
        match shared.reading {
            Reading::Written => self.have_been_read(login, shared),
            Reading::NextLine => Ok(()),
        }
    }

    /// A further line has come.
    pub(crate) fn next_line(&mut self, login: &str, shared: &Shared) -> io::Result<()> {
        if self.next_line_tells {
            self.have_been_read(login, shared)?;
        }
        Ok(())
    }

    /// The session has ended, cleanly or by an error.
    pub(crate) fn end(&mut self, login: &str, cleanly: bool, shared: &Shared) -> io::Result<()> {
        if cleanly {
            return self.next_line(login, shared);
        }
        if shared.reading == Reading::NextLine {
            shared
                .inboxes
                .put_back(login, std::mem::take(&mut self.messages));
        }
        Ok(())
    }

    fn have_been_read(&mut self, login: &str, shared: &Shared) -> io::Result<()> {
        let messages = std::mem::take(&mut self.messages);
        Ok(shared.log.note(Moment::Read, login, &messages)?)
    }
}
