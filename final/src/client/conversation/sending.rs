//! What goes to the server, and what happens when nothing else does.

use std::time::Instant;

use super::session::{Kind, PATIENCE, Sent};
use super::{Action, Conversation, Link};
use crate::client::words;
use crate::protocol::ClientLine;

/// How many lines may be typed ahead of the connection before the next one has to wait.
pub(super) const OUTBOX_MAX: usize = 64;

impl Conversation {
    pub(super) fn send_what_is_due(&mut self, now: Instant) {
        while let Link::Up(session) = &mut self.link {
            let mut stay = false;
            let look = self.leaving.as_mut().map(|leaving| &mut leaving.look);
            let look = look.unwrap_or(&mut stay);
            let printed = self.reading.is_done();
            match session.next(&mut self.outbox, printed, look, now) {
                Some(sent) => self.send(sent, now),
                None => break,
            }
        }
    }

    fn send(&mut self, sent: Sent, now: Instant) {
        if let Link::Up(session) = &mut self.link {
            if session.awaiting.is_empty() {
                session.heard = now;
            }
            self.actions.push(Action::Send(sent.line()));
            session.awaiting.push_back(sent);
        }
    }

    /// `/who` was typed.
    pub(super) fn ask_who(&mut self, now: Instant) {
        match &self.link {
            Link::Up(session) if matches!(session.kind, Kind::Push) => {
                self.send(Sent::Who { asked: true }, now);
            }
            Link::Up(_) => self.note(words::WHO_UNKNOWN),
            _ => self.note(words::NOT_CONNECTED),
        }
    }

    /// Something stands on the screen now; a push server hears of it.
    pub(super) fn printed(&mut self, ticket: u64) {
        let id = self.reading.printed(ticket);
        if let Link::Up(session) = &self.link
            && matches!(session.kind, Kind::Push)
            && let Some(id) = id
        {
            self.actions.push(Action::Send(ClientLine::Acknowledge(id)));
        }
    }

    /// When [`Input::Tick`](super::Input::Tick) is wanted, if nothing else happens.
    pub fn next_tick(&self) -> Option<Instant> {
        let link = match &self.link {
            Link::Connecting { first: true } => self.say_connecting,
            Link::Connecting { first: false } => None,
            Link::Waiting(until) => Some(*until),
            Link::Up(session) => session.next_tick(),
        };
        let leaving = self.leaving.as_ref().map(|leaving| leaving.until);
        link.into_iter().chain(leaving).min()
    }

    pub(super) fn tick(&mut self, now: Instant) {
        match &self.link {
            Link::Connecting { first: true }
                if self.say_connecting.take_if(|due| now >= *due).is_some() =>
            {
                self.note(words::connecting(&self.manner.server));
            }
            Link::Waiting(until) if now >= *until => {
                self.link = Link::Connecting { first: false };
                self.actions.push(Action::Connect);
            }
            Link::Up(session)
                if !session.awaiting.is_empty() && now >= session.heard + PATIENCE =>
            {
                self.actions.push(Action::Disconnect);
                self.lost(words::NO_ANSWER, now);
            }
            _ => {}
        }
    }
}
