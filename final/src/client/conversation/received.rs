//! What a line of the server means, in a push session and in a core session.

use std::time::Instant;

use jiff::Timestamp;

use super::session::{Kind, Sent, Session};
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
            ServerLine::Answer(words) => self.accepted(&words),
            ServerLine::Notice(notice) => match self.answered_line() {
                Some(sent) => self.not_accepted(sent, &notice),
                None => self.note(words::notice(&notice)),
            },
            ServerLine::End => self.out_of_place(),
            line => self.show(Entry::Foreign(line.to_string())),
        }
    }

    fn pushed(&mut self, id: u64, time: Timestamp, from: Login, text: String) {
        if !self.reading.is_known(id) {
            self.message(When::At(time), from, text, Some(id));
        } else if let Some(id) = self.reading.again(id) {
            self.actions.push(Action::Send(ClientLine::Acknowledge(id)));
        }
    }

    /// An answer too many must not confirm a message: all that follow would confirm the next one.
    fn accepted(&mut self, words: &str) {
        let oldest = self.session().and_then(|session| session.awaiting.front());
        if !oldest.is_some_and(|sent| sent.can_be_answered_by(words)) {
            return self.out_of_place();
        }
        match self.answered_line() {
            Some(Sent::Message(draft)) => self.confirmed(draft.to, true),
            Some(Sent::Who { asked }) => self.online(words, asked),
            Some(Sent::Login | Sent::Check) | None => {}
        }
    }

    /// Only now is the login one to complete: a mistyped one would have been refused.
    fn confirmed(&mut self, to: Login, stored: bool) {
        self.meet([to.clone()]);
        self.show(Entry::Confirmed { to, stored });
    }

    fn not_accepted(&mut self, sent: Sent, notice: &Notice) {
        match sent {
            Sent::Message(draft) => self.message_refused(&draft.to, notice),
            Sent::Who { asked: true } | Sent::Login => self.note(words::notice(notice)),
            Sent::Who { asked: false } | Sent::Check => {}
        }
    }

    fn message_refused(&mut self, to: &Login, notice: &Notice) {
        let mistyped = notice.code == Code::UnknownRecipient && self.manner.editor;
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
                if let Some(Kind::Core { unread, .. }) = self.kind() {
                    *unread = true;
                }
                self.message(when, from, text, None);
            }
            ServerLine::Notice(notice) => self.refused_in_batch(&notice),
            ServerLine::End => self.end_of_batch(),
            line => self.show(Entry::Foreign(line.to_string())),
        }
    }

    /// Any notice in a batch says that the line it answers was not stored; there may be several.
    fn refused_in_batch(&mut self, notice: &Notice) {
        let oldest = self.session().and_then(|session| session.awaiting.front());
        let Some(sent) = oldest.cloned() else {
            return self.note(words::notice(notice));
        };
        if let Some(Kind::Core { refused, .. }) = self.kind() {
            *refused = true;
        }
        self.not_accepted(sent, notice);
    }

    fn end_of_batch(&mut self) {
        let refused = match self.kind() {
            Some(Kind::Core { refused, .. }) => std::mem::take(refused),
            _ => false,
        };
        match self.answered_line() {
            // Not "accepted": a core server may leave every notice out.
            Some(Sent::Message(draft)) if !refused => self.confirmed(draft.to, false),
            Some(_) => {}
            None => self.out_of_place(),
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
        self.session().is_some_and(|session| session.backlog)
    }

    fn session(&self) -> Option<&Session> {
        match &self.link {
            Link::Up(session) => Some(session),
            Link::Connecting { .. } | Link::Waiting(_) => None,
        }
    }

    fn kind(&mut self) -> Option<&mut Kind> {
        match &mut self.link {
            Link::Up(session) => Some(&mut session.kind),
            Link::Connecting { .. } | Link::Waiting(_) => None,
        }
    }

    fn message(&mut self, when: When, from: Login, text: String, id: Option<u64>) {
        let mine = from == self.manner.me;
        if let Link::Up(session) = &mut self.link
            && session.backlog
            // What one has just sent to oneself can be here before its answer.
            && !(mine && session.awaits_message(&from, &text))
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
