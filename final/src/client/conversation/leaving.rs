//! The way out of a conversation: nothing new is typed, and what is open is waited for.

use std::time::{Duration, Instant};

use super::session::PATIENCE;
use super::{Conversation, Link};
use crate::client::entry::Entry;
use crate::client::{Ending, words};

/// How long leaving may take where somebody waits for it.
const GOODBYE: Duration = Duration::from_secs(5);

/// Somebody wants to leave.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) until: Instant,
    /// From a pipe: whether to look once more if something is left in the inbox.
    pub(super) look: bool,
}

impl Conversation {
    pub(super) fn leave(&mut self, now: Instant) {
        let look = !self.manner.interactive;
        let until = now + if look { PATIENCE } else { GOODBYE };
        self.leaving = Some(Leaving { until, look });
    }

    /// While answers come, a pipe is not in a hurry.
    pub(super) fn leave_later(&mut self, now: Instant, message: bool) {
        if let Some(leaving) = self.leaving.as_mut()
            && !self.manner.interactive
        {
            leaving.until = now + PATIENCE;
            leaving.look |= message;
        }
    }

    pub(super) fn leave_when_done(&mut self, now: Instant) {
        let Some(leaving) = &self.leaving else {
            return;
        };
        let done = match &self.link {
            Link::Up(session) => session.is_settled() && !leaving.look && self.reading.is_done(),
            Link::Connecting { first } => !first,
            Link::Waiting(_) => true,
        };
        if done || now >= leaving.until {
            self.report_what_is_open();
            let ending = if self.trouble {
                Ending::NotAll
            } else {
                Ending::Fine
            };
            self.end(Ok(ending));
        }
    }

    /// The last words: what was typed and did not arrive, as far as one knows.
    pub(super) fn report_what_is_open(&mut self) {
        self.collect_unconfirmed();
        for draft in std::mem::take(&mut self.unconfirmed) {
            self.trouble = true;
            self.show(Entry::Refusal(words::not_confirmed(&draft.to, &draft.text)));
        }
        for draft in std::mem::take(&mut self.outbox) {
            self.trouble = true;
            self.show(Entry::Refusal(words::never_sent(&draft.to, &draft.text)));
        }
    }
}
