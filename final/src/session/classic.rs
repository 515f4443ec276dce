//! The classic session: the server speaks when it is spoken to (sections 3 to 5 of the protocol
//! page).

use super::answers::Answers;
use super::{Evidence, Input, Output, Session, malformed, refusal};
use crate::message::Draft;
use crate::protocol::{BATCH_MAX, ClientLine, Code, END_OF_BATCH, Notice};
use crate::store::Mailbox;

/// A session in which every line of the client is answered by exactly one batch.
pub struct Classic {
    mailbox: Mailbox,
    /// Each line's batch: put together when it is its turn, with this notice at its head.
    batches: Answers<Option<Notice>>,
    /// The newest message that has been put into a batch.
    sent_up_to: Option<u64>,
    /// The newest message that the client's next line says it has read (R1).
    next_line_confirms: Option<u64>,
}

impl Classic {
    /// Starts the session. The first batch, which nobody has asked for, is put into the output.
    pub fn start(mailbox: Mailbox, out: &mut Output) -> Self {
        let batches = Answers::new();
        let mut session = Self {
            mailbox,
            batches,
            sent_up_to: None,
            next_line_confirms: None,
        };
        session.batch(None, out);
        session
    }

    fn line(&mut self, line: &[u8], out: &mut Output) {
        if let Some(id) = self.next_line_confirms.take() {
            self.mailbox.mark_read(id);
        }
        match ClientLine::parse(line) {
            Ok(ClientLine::Message { to, text }) => self.batches.submit(Draft { to, text }, out),
            Ok(ClientLine::Empty) => self.batches.push(None),
            // Extended lines mean nothing in a classic session.
            Ok(ClientLine::Who | ClientLine::Acknowledge(_)) => {
                self.batches.push(Some(malformed(Code::BadLine)));
            }
            Err(code) => self.batches.push(Some(malformed(code))),
        }
    }

    /// Puts together the batches whose turn it is.
    fn answer(&mut self, out: &mut Output) {
        while let Some(notice) = self.batches.next() {
            self.batch(notice.as_ref(), out);
        }
    }

    fn batch(&mut self, notice: Option<&Notice>, out: &mut Output) {
        if let Some(notice) = notice {
            out.line(notice);
        }
        for message in self.mailbox.unread(BATCH_MAX) {
            out.bytes
                .extend_from_slice(message.classic_line().as_bytes());
            self.sent_up_to = Some(message.id);
        }
        out.line(END_OF_BATCH);
    }
}

impl Session for Classic {
    fn handle(&mut self, input: Input<'_>, out: &mut Output) {
        match input {
            Input::Line(line) => self.line(line, out),
            Input::Committed(token, verdict) => {
                self.batches.settle(token, verdict, |verdict, to| {
                    Some(refusal(verdict.err()?, to))
                });
            }
            Input::AboutToFlush { quiet: true } => self.next_line_confirms = self.sent_up_to,
            Input::Ended(Evidence::Read) => self.mailbox.mark_read(self.sent_up_to.unwrap_or(0)),
            Input::AboutToFlush { quiet: false } | Input::Wake | Input::Ended(_) => {}
        }
        self.answer(out);
    }

    fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    fn is_settled(&self) -> bool {
        self.batches.is_empty()
    }
}
