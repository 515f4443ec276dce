//! What a line of the server means, in a push session and in a core session.

use std::time::Instant;

use jiff::Timestamp;

use super::session::{Kind, Sent};
use super::{Action, Conversation, Link, losing};
use crate::client::entry::{Entry, When};
use crate::client::{Ending, words};
use crate::protocol::{ClientLine, Code, Login, Notice, ServerLine};

impl Conversation {
    pub(super) fn received(&mut self, line: ServerLine, now: Instant) {
        let Link::Up(session) = &mut self.link else {
            return;
        };
        session.heard = now;
        let push = matches!(session.kind, Kind::Push);
        let message = matches!(line, ServerLine::Pushed { .. } | ServerLine::Message { .. });
        self.leave_later(now, message);
        match line {
            ServerLine::Notice(notice) if notice.code.ends_connection() => self.dismissed(&notice),
            line if push => self.received_in_push(line),
            line => self.received_in_core(line),
        }
    }

    /// The server is about to end the connection, and says why.
    fn dismissed(&mut self, notice: &Notice) {
        match notice.code {
            Code::Elsewhere => {
                self.refuse(words::ELSEWHERE.to_owned());
                self.report_what_is_open();
                self.end(Ok(Ending::Elsewhere));
            }
            Code::UnknownUser | Code::BadLogin => self.login_refused(notice.clone()),
            _ => self.refuse(words::ending(notice)),
        }
    }

    fn received_in_push(&mut self, line: ServerLine) {
        match line {
            ServerLine::Pushed {
                id,
                time,
                from,
                text,
            } => self.pushed(id, time, from, text),
            ServerLine::Answer(words) => match self.answered_line() {
                Some(sent) => self.accepted(sent, &words),
                None => self.out_of_place(),
            },
            ServerLine::Notice(notice) => match self.answered_line() {
                Some(sent) => self.not_accepted(sent, &notice),
                None => self.note(words::notice(&notice)),
            },
            ServerLine::End => self.out_of_place(),
            line => self.show(Entry::Foreign(line.to_string())),
        }
    }

    fn pushed(&mut self, id: u64, time: Timestamp, from: Login, text: String) {
        if self.reading.is_printed(id) {
            let again = ClientLine::Acknowledge(id);
            self.actions.push(Action::Send(again));
        } else if !self.reading.is_known(id) {
            self.message(When::At(time), from, text, Some(id));
        }
    }

    fn accepted(&mut self, sent: Sent, words: &str) {
        match sent {
            Sent::Message(draft) => self.show(Entry::Confirmed {
                to: draft.to,
                stored: true,
            }),
            Sent::Who { asked } => self.online(words, asked),
            Sent::Login | Sent::Check => {}
        }
    }

    fn not_accepted(&mut self, sent: Sent, notice: &Notice) {
        match sent {
            Sent::Message(draft) => self.message_refused(&draft.to, notice),
            Sent::Who { asked: true } => self.note(words::notice(notice)),
            Sent::Login => self.note(words::notice(notice)),
            Sent::Who { .. } | Sent::Check => {}
        }
    }

    fn message_refused(&mut self, to: &Login, notice: &Notice) {
        let mistyped = notice.code == Code::UnknownRecipient && self.manner.interactive;
        let mend = if mistyped { words::UP_BRINGS_BACK } else { "" };
        self.refuse(words::refused(to, notice) + mend);
    }

    fn online(&mut self, words: &str, asked: bool) {
        let logins = words.split(' ').filter_map(|word| word.parse().ok());
        let others: Vec<Login> = logins.filter(|login| *login != self.manner.me).collect();
        let names: Vec<String> = others.iter().map(Login::to_string).collect();
        self.meet(others);
        match names.as_slice() {
            _ if !asked => {}
            [] => self.note(words::WHO_NOBODY),
            names => self.note(words::online(names)),
        }
    }

    fn received_in_core(&mut self, line: ServerLine) {
        match line {
            ServerLine::Message { from, text } => {
                let when = if self.is_backlog() {
                    When::Unknown
                } else {
                    When::Now
                };
                if let Link::Up(session) = &mut self.link
                    && let Kind::Core { unread, .. } = &mut session.kind
                {
                    *unread = true;
                }
                self.message(when, from, text, None);
            }
            ServerLine::Notice(notice) => self.refused_in_batch(notice),
            ServerLine::End => self.end_of_batch(),
            line => self.show(Entry::Foreign(line.to_string())),
        }
    }

    /// Any notice in a batch says that the line it answers was not stored.
    fn refused_in_batch(&mut self, notice: Notice) {
        if let Link::Up(session) = &mut self.link
            && let Kind::Core { refusal, .. } = &mut session.kind
        {
            refusal.get_or_insert(notice);
        }
    }

    fn end_of_batch(&mut self) {
        let Link::Up(session) = &mut self.link else {
            return;
        };
        let Kind::Core { refusal, .. } = &mut session.kind else {
            return;
        };
        let refusal = refusal.take();
        match (self.answered_line(), refusal) {
            (Some(sent), Some(notice)) => self.not_accepted(sent, &notice),
            // Not "accepted": a core server may leave every notice out.
            (Some(Sent::Message(draft)), None) => self.show(Entry::Confirmed {
                to: draft.to,
                stored: false,
            }),
            (Some(_), None) => {}
            (None, _) => self.out_of_place(),
        }
    }

    /// Takes the oldest line that waits for an answer, because the answer is here.
    fn answered_line(&mut self) -> Option<Sent> {
        let Link::Up(session) = &mut self.link else {
            return None;
        };
        let sent = session.awaiting.pop_front()?;
        session.backlog = false;
        session.polled |= matches!(sent, Sent::Check);
        self.pause = losing::FIRST_PAUSE;
        Some(sent)
    }

    fn is_backlog(&self) -> bool {
        matches!(&self.link, Link::Up(session) if session.backlog)
    }

    fn message(&mut self, when: When, from: Login, text: String, id: Option<u64>) {
        if let Link::Up(session) = &mut self.link
            && session.backlog
            && !std::mem::replace(&mut session.introduced, true)
        {
            self.show(Entry::Away);
        }
        self.reply_to = Some(from.clone());
        self.meet([from.clone()]);
        let ticket = self.reading.queue(id);
        let entry = Entry::Message { when, from, text };
        self.actions.push(Action::Show(entry, Some(ticket)));
    }

    fn out_of_place(&mut self) {
        if let Link::Up(session) = &mut self.link
            && !std::mem::replace(&mut session.out_of_place, true)
        {
            self.note(words::OUT_OF_PLACE);
        }
    }
}
