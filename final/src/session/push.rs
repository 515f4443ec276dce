//! The push session: messages are sent as soon as they are there, and acknowledged by number
//! (section 6 of the protocol page).

use std::collections::VecDeque;

use super::answers::Answers;
use super::{Input, Output, Session, malformed, refusal};
use crate::message::Draft;
use crate::protocol::{ClientLine, Login, PUSH_WINDOW, ServerLine};
use crate::store::Mailbox;

/// A session in which the server speaks first.
pub struct Push {
    mailbox: Mailbox,
    answers: Answers<ServerLine>,
    /// What has been sent and not acknowledged, oldest first.
    in_flight: VecDeque<u64>,
}

impl Push {
    /// Starts the session. The first line, and what is unread, are put into the output.
    pub fn start(mailbox: Mailbox, out: &mut Output) -> Self {
        out.line(ServerLine::Answer(format!("ready {}", mailbox.epoch())));
        let mut session = Self {
            mailbox,
            answers: Answers::new(),
            in_flight: VecDeque::new(),
        };
        session.send_mail(out);
        session
    }

    fn line(&mut self, line: &[u8], out: &mut Output) {
        match ClientLine::parse(line) {
            Ok(ClientLine::Acknowledge(id)) => self.acknowledge(id, out),
            Ok(ClientLine::Message { to, text }) => self.answers.submit(Draft { to, text }, out),
            Ok(ClientLine::Empty) => self.answers.push(ServerLine::Answer(String::new())),
            Ok(ClientLine::Who) => self.answers.push(self.who()),
            Err(code) => self.answers.push(ServerLine::Notice(malformed(code))),
        }
    }

    /// A number that was never sent, or has been acknowledged already, changes nothing.
    fn acknowledge(&mut self, id: u64, out: &mut Output) {
        if let Ok(place) = self.in_flight.binary_search(&id) {
            self.in_flight.drain(..=place);
            self.mailbox.mark_read(id);
            self.send_mail(out);
        }
    }

    fn who(&self) -> ServerLine {
        let online: Vec<_> = self.mailbox.online().iter().map(Login::to_string).collect();
        ServerLine::Answer(online.join(" "))
    }

    /// Sends what is unread, as far as the window allows.
    fn send_mail(&mut self, out: &mut Output) {
        for message in self.mailbox.unread(PUSH_WINDOW - self.in_flight.len()) {
            out.bytes.extend_from_slice(message.push_line().as_bytes());
            self.in_flight.push_back(message.id);
        }
    }

    fn answer(&mut self, out: &mut Output) {
        while let Some(line) = self.answers.next() {
            out.line(line);
        }
    }
}

impl Session for Push {
    fn handle(&mut self, input: Input<'_>, out: &mut Output) {
        match input {
            Input::Line(line) => self.line(line, out),
            Input::Committed(token, verdict) => {
                self.answers
                    .settle(token, verdict, |verdict, to| match verdict {
                        Ok(id) => ServerLine::Answer(id.to_string()),
                        Err(code) => ServerLine::Notice(refusal(code, to)),
                    });
            }
            Input::Wake => self.send_mail(out),
            // Only numbers are evidence here.
            Input::AboutToFlush { .. } | Input::Ended(_) => {}
        }
        self.answer(out);
    }

    fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    fn is_settled(&self) -> bool {
        self.answers.is_empty()
    }
}
