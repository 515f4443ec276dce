//! Connections that begin and break, and what is kept from one to the next.

use std::time::{Duration, Instant};

use super::session::{Sent, Session};
use super::{Conversation, Link, Question};
use crate::client::connect::{ConnectError, Welcome};
use crate::client::{Ending, words};
use crate::protocol::Notice;

/// The pause before the first attempt to connect again; each further one is twice as long …
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// … up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Conversation {
    pub(super) fn connected(&mut self, welcome: Welcome, now: Instant) {
        let session = Session::new(&welcome, !self.never_polls, now);
        let before = std::mem::replace(&mut self.link, Link::Up(session));
        if self.manner.interactive {
            self.welcome(&welcome, matches!(before, Link::Connecting { first: true }));
        }
        if !self.unconfirmed.is_empty() {
            let drafts = std::mem::take(&mut self.unconfirmed);
            self.ask(Question::Again(drafts));
        }
        match welcome {
            Welcome::Push { epoch } => self.reading.begin(&epoch),
            Welcome::Core { first } => self.received(first, now),
        }
    }

    fn welcome(&mut self, welcome: &Welcome, first: bool) {
        if !first {
            return self.note(words::CONNECTED_AGAIN);
        }
        let usual = || words::greeting(&self.manner.me, &self.manner.server);
        let greeting = self.manner.greeting.clone().unwrap_or_else(usual);
        self.note(greeting);
        if matches!(welcome, Welcome::Core { .. }) {
            self.note(words::CORE_SERVER);
        }
    }

    pub(super) fn not_connected(&mut self, error: ConnectError, now: Instant) {
        let first = matches!(self.link, Link::Connecting { first: true });
        if first || error.is_final() {
            self.report_what_is_open();
            return self.end(Err(error));
        }
        if !self.manner.interactive {
            return self.give_up(&error.to_string());
        }
        // It was gone, so perhaps it did not close the connection because it had been polled.
        self.never_polls = false;
        self.wait(now);
    }

    pub(super) fn login_refused(&mut self, notice: Notice) {
        self.report_what_is_open();
        let login = self.manner.me.to_string();
        let error = ConnectError::Refused { login, notice };
        self.end(Err(error));
    }

    pub(super) fn lost(&mut self, why: &str, now: Instant) {
        let Link::Up(session) = &self.link else {
            return;
        };
        let polled_away = session.was_polled_away();
        self.collect_unconfirmed();
        if polled_away {
            self.connect_without_polls(now);
        } else if self.manner.interactive {
            let again = self.leaving.is_none();
            self.refuse(words::lost(why, again));
            self.wait(now);
        } else {
            self.give_up(why);
        }
    }

    /// A core server that closes when it is asked is not asked any more.
    fn connect_without_polls(&mut self, now: Instant) {
        self.never_polls = true;
        if self.manner.interactive {
            self.note(words::CORE_NO_POLLS);
        }
        self.link = Link::Waiting(now);
        self.tick(now);
    }

    fn wait(&mut self, now: Instant) {
        self.link = Link::Waiting(now + self.pause);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    fn give_up(&mut self, why: &str) {
        self.refuse(words::lost(why, false));
        self.report_what_is_open();
        self.end(Ok(Ending::Lost));
    }

    /// Keeps the messages that were sent over this connection and not answered.
    pub(super) fn collect_unconfirmed(&mut self) {
        let Link::Up(session) = &mut self.link else {
            return;
        };
        for sent in session.awaiting.drain(..) {
            if let Sent::Message(draft) = sent {
                self.unconfirmed.push(draft);
            }
        }
    }
}
