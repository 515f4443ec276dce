//! One connection's share of the conversation: what is unanswered, and which line goes out next.
//!
//! A push session may have several lines unanswered. A core session has one: typed text waits for
//! the answer to the last poll, and what came in a batch is on the screen before the next line says
//! that it was read (R4 of the protocol page).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::typed::Draft;
use crate::client::connect::Welcome;
use crate::protocol::{ClientLine, Login};

/// How many lines of a push session may be unanswered.
const WINDOW: usize = 64;

/// How often a core server is asked for messages.
const POLL: Duration = Duration::from_secs(1);

/// How often a push server is asked who is online, which also shows that it is still there.
const LOOK_ROUND: Duration = Duration::from_secs(30);

/// A server that has not answered for so long is taken for gone.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// One connection's share of the conversation.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) kind: Kind,
    /// What was sent and not answered, oldest first.
    pub(super) awaiting: VecDeque<Sent>,
    /// When the last line was sent or received.
    pub(super) heard: Instant,
    /// When to ask again without being asked to.
    pub(super) next_poll: Instant,
    /// Whether what comes now was waiting before the session began, and whether that has been
    /// said.
    pub(super) backlog: bool,
    pub(super) introduced: bool,
    /// Whether lines came that answer nothing, which is said once.
    pub(super) out_of_place: bool,
    /// Whether a poll has ever been answered.
    pub(super) polled: bool,
}

/// The two kinds of session.
#[derive(Debug)]
pub(super) enum Kind {
    Push,
    Core {
        /// Whether the batch that is arriving refuses the line that it answers.
        refused: bool,
        /// Whether a batch brought messages that no later line has acknowledged.
        unread: bool,
        /// Whether the server answers empty lines; else it is never asked.
        polls: bool,
    },
}

/// A line that the server owes an answer to.
#[derive(Debug, Clone)]
pub(super) enum Sent {
    /// The login, which a core server answers with the first batch.
    Login,
    Message(Draft),
    Who {
        /// Whether the person asked, or the client for itself.
        asked: bool,
    },
    /// The empty line.
    Check,
}

impl Session {
    pub(super) fn new(welcome: &Welcome, polls: bool, now: Instant) -> Self {
        let core = Kind::Core {
            refused: false,
            unread: false,
            polls,
        };
        let (kind, awaiting, next_poll) = match welcome {
            Welcome::Push { .. } => (Kind::Push, VecDeque::new(), now),
            // The login is answered as a poll is.
            Welcome::Core { .. } => (core, [Sent::Login].into(), now + POLL),
        };
        Self {
            kind,
            awaiting,
            heard: now,
            next_poll,
            backlog: true,
            introduced: false,
            out_of_place: false,
            polled: false,
        }
    }
}

impl Session {
    /// The line to send now, if there is one. `printed`: everything received stands on the screen;
    /// `look`: whether the way out wants to know what is left in the inbox.
    pub(super) fn next(
        &mut self,
        outbox: &mut VecDeque<Draft>,
        printed: bool,
        look: &mut bool,
        now: Instant,
    ) -> Option<Sent> {
        match self.kind {
            Kind::Push => self.next_of_push(outbox, printed, look, now),
            // Any line would say that the last batch has been read.
            Kind::Core { .. } if !self.awaiting.is_empty() || !printed => None,
            Kind::Core { .. } => self.next_of_core(outbox, look, now),
        }
    }

    fn next_of_push(
        &mut self,
        outbox: &mut VecDeque<Draft>,
        printed: bool,
        look: &mut bool,
        now: Instant,
    ) -> Option<Sent> {
        if self.awaiting.len() >= WINDOW {
            return None;
        }
        if let Some(draft) = outbox.pop_front() {
            return Some(Sent::Message(draft));
        }
        if now >= self.next_poll {
            self.next_poll = now + LOOK_ROUND;
            return Some(Sent::Who { asked: false });
        }
        let settled = self.awaiting.is_empty() && printed;
        (settled && std::mem::take(look)).then_some(Sent::Check)
    }

    fn next_of_core(
        &mut self,
        outbox: &mut VecDeque<Draft>,
        look: &mut bool,
        now: Instant,
    ) -> Option<Sent> {
        let Kind::Core { unread, polls, .. } = &mut self.kind else {
            return None;
        };
        let acknowledge = std::mem::take(unread) && *polls;
        if !acknowledge && let Some(draft) = outbox.pop_front() {
            self.next_poll = now + POLL;
            return Some(Sent::Message(draft));
        }
        let wanted = std::mem::take(look) || acknowledge || now >= self.next_poll;
        if !wanted || !*polls {
            return None;
        }
        self.next_poll = now + POLL;
        Some(Sent::Check)
    }

    /// Whether nothing is owed to the server or by it.
    pub(super) fn is_settled(&self) -> bool {
        let unread = matches!(
            self.kind,
            Kind::Core {
                unread: true,
                polls: true,
                ..
            }
        );
        self.awaiting.is_empty() && !unread
    }

    /// Whether this message was sent and not answered.
    pub(super) fn awaits_message(&self, to: &Login, text: &str) -> bool {
        let is_it =
            |sent: &Sent| matches!(sent, Sent::Message(it) if it.to == *to && it.text == text);
        self.awaiting.iter().any(is_it)
    }

    /// When the session wants to go on, if nothing else happens.
    pub(super) fn next_tick(&self) -> Option<Instant> {
        match self.kind {
            _ if !self.awaiting.is_empty() => Some(self.heard + PATIENCE),
            Kind::Core { polls: false, .. } => None,
            Kind::Core { .. } | Kind::Push => Some(self.next_poll),
        }
    }

    /// Whether the connection broke over the first empty line, where nothing else was open.
    pub(super) fn was_polled_away(&self) -> bool {
        let only_poll = matches!(self.awaiting.iter().collect::<Vec<_>>()[..], [Sent::Check]);
        matches!(self.kind, Kind::Core { .. }) && only_poll && !self.polled
    }
}

impl Sent {
    /// Whether `+ …` can be the answer to this. What `/who` gets can look like any other, because
    /// `ready` and `17` are logins.
    pub(super) fn can_be_answered_by(&self, words: &str) -> bool {
        match self {
            Self::Message(_) => {
                !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::Check => words.is_empty(),
            Self::Who { .. } => true,
            Self::Login => false,
        }
    }

    pub(super) fn line(&self) -> ClientLine {
        match self {
            Self::Message(draft) => draft.to_line(),
            Self::Who { .. } => ClientLine::Who,
            Self::Login | Self::Check => ClientLine::Empty,
        }
    }
}
