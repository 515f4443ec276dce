//! The unread messages of one user, and which of them are in flight to which session.
//!
//! A message is *unread* from its acceptance until it has been read (section 5 of the protocol
//! page). The first `sent` of them are *in flight*: the present session has been given them, and
//! they are given to the next session again unless they are read before. So a broken session loses
//! nothing and changes no order: it is enough to forget how many were sent.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::message::Message;

/// Tells apart the sessions that a user has had.
pub(crate) type SessionId = u64;

/// One user's inbox. `P` is whatever leads to the session that holds it.
#[derive(Debug)]
pub(crate) struct Inbox<P> {
    unread: VecDeque<Arc<Message>>,
    sent: usize,
    /// Places kept for messages that are on their way to the disk.
    reserved: usize,
    holder: Option<(SessionId, P)>,
}

impl<P> Default for Inbox<P> {
    fn default() -> Self {
        Self {
            unread: VecDeque::new(),
            sent: 0,
            reserved: 0,
            holder: None,
        }
    }
}

impl<P> Inbox<P> {
    /// Gives the inbox to a session and returns what led to the one that held it before. What was
    /// in flight to that one is unsent again: it moves in one step.
    pub(crate) fn take_over(&mut self, session: SessionId, port: P) -> Option<P> {
        self.sent = 0;
        self.holder.replace((session, port)).map(|(_, port)| port)
    }

    /// The end of a session: what was in flight to it goes back to the head. `false` where another
    /// session has taken over, and nothing changes.
    pub(crate) fn release(&mut self, session: SessionId) -> bool {
        let held = self.is_held_by(session);
        if held {
            self.sent = 0;
            self.holder = None;
        }
        held
    }

    /// What leads to the session that holds the inbox.
    pub(crate) fn holder(&self) -> Option<&P> {
        self.holder.as_ref().map(|(_, port)| port)
    }

    /// How many messages are unread, with those that have only a place yet.
    pub(crate) fn len(&self) -> usize {
        self.unread.len() + self.reserved
    }

    /// Keeps a place for a message that is yet to be made durable.
    pub(crate) fn reserve(&mut self) {
        self.reserved += 1;
    }

    /// Gives up a reserved place.
    pub(crate) fn cancel(&mut self) {
        self.reserved -= 1;
    }

    /// Puts a message at the end, in a reserved place.
    pub(crate) fn push(&mut self, message: Arc<Message>) {
        self.reserved -= 1;
        self.unread.push_back(message);
    }

    /// The next messages that the session has not been given, at most `most` and about `bytes`; they
    /// are in flight from here.
    pub(crate) fn next(
        &mut self,
        session: SessionId,
        most: usize,
        bytes: usize,
    ) -> Vec<Arc<Message>> {
        if !self.is_held_by(session) {
            return Vec::new();
        }
        let mut left = bytes;
        let fits = |message: &&Arc<Message>| {
            let begun = left > 0;
            left = left.saturating_sub(message.push_line().len());
            begun
        };
        let unsent = self.unread.iter().skip(self.sent);
        let next: Vec<_> = unsent.take(most).take_while(fits).cloned().collect();
        self.sent += next.len();
        next
    }

    /// Removes and returns what is in flight to the session up to this message: it has been read.
    pub(crate) fn mark_read(&mut self, session: SessionId, up_to: u64) -> Vec<Arc<Message>> {
        if !self.is_held_by(session) {
            return Vec::new();
        }
        let read = self
            .unread
            .iter()
            .take(self.sent)
            .take_while(|message| message.id <= up_to)
            .count();
        self.sent -= read;
        self.unread.drain(..read).collect()
    }

    /// Whether this session holds the inbox.
    pub(crate) fn is_held_by(&self, session: SessionId) -> bool {
        self.holder
            .as_ref()
            .is_some_and(|(holder, _)| *holder == session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Draft;

    fn inbox_with(ids: std::ops::RangeInclusive<u64>) -> Inbox<&'static str> {
        let mut inbox = Inbox::default();
        for id in ids {
            let draft = Draft {
                to: "bia".parse().unwrap(),
                text: format!("text {id}"),
            };
            let at = jiff::Timestamp::UNIX_EPOCH;
            inbox.reserve();
            inbox.push(Arc::new(Message::new(
                id,
                at,
                "ana".parse().unwrap(),
                draft,
            )));
        }
        inbox
    }

    fn ids(messages: &[Arc<Message>]) -> Vec<u64> {
        messages.iter().map(|message| message.id).collect()
    }

    #[test]
    fn a_message_is_given_once_to_a_session() {
        let mut inbox = inbox_with(1..=3);
        inbox.take_over(1, "first");
        assert_eq!(ids(&inbox.next(1, 2, 999)), [1, 2]);
        assert_eq!(ids(&inbox.next(1, 2, 999)), [3]);
        assert_eq!(ids(&inbox.next(1, 2, 999)), []);
    }

    #[test]
    fn what_is_given_at_once_has_a_bound_in_bytes() {
        let mut inbox = inbox_with(1..=3);
        inbox.take_over(1, "first");
        assert_eq!(ids(&inbox.next(1, 9, 1)), [1]);
        assert_eq!(ids(&inbox.next(1, 9, 999)), [2, 3]);
    }

    #[test]
    fn only_what_is_in_flight_can_be_read() {
        let mut inbox = inbox_with(1..=3);
        inbox.take_over(1, "first");
        inbox.next(1, 2, 999);
        assert_eq!(ids(&inbox.mark_read(1, 3)), [1, 2]);
        assert_eq!(ids(&inbox.mark_read(1, 3)), []);
        assert_eq!(inbox.len(), 1);
    }

    #[test]
    fn a_reserved_place_counts_until_it_is_taken_or_given_up() {
        let mut inbox = inbox_with(1..=1);
        inbox.reserve();
        assert_eq!(inbox.len(), 2);
        inbox.cancel();
        assert_eq!(inbox.len(), 1);
    }

    #[test]
    fn what_was_in_flight_goes_back_to_the_head_in_order() {
        let mut inbox = inbox_with(1..=3);
        inbox.take_over(1, "first");
        inbox.next(1, 2, 999);
        assert!(inbox.release(1));
        inbox.take_over(2, "second");
        assert_eq!(ids(&inbox.next(2, 9, 999)), [1, 2, 3]);
    }

    #[test]
    fn after_a_take_over_the_older_session_counts_for_nothing() {
        let mut inbox = inbox_with(1..=2);
        assert_eq!(inbox.take_over(1, "first"), None);
        inbox.next(1, 2, 999);
        assert_eq!(inbox.take_over(2, "second"), Some("first"));
        assert_eq!(ids(&inbox.mark_read(1, 2)), []);
        assert_eq!(ids(&inbox.next(1, 2, 999)), []);
        assert!(!inbox.release(1));
        assert_eq!(inbox.holder(), Some(&"second"));
        assert_eq!(ids(&inbox.next(2, 2, 999)), [1, 2]);
        assert_eq!(ids(&inbox.mark_read(1, 2)), []);
    }
}
