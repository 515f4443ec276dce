//! Which messages have been shown, and which may be acknowledged.

use std::collections::VecDeque;

use crate::protocol::PUSH_WINDOW;

/// Follows each message from its arrival until it stands on the screen.
///
/// A message is acknowledged after it was printed, not after it was queued for the screen. Each
/// gets a ticket, which comes back when it has been printed. After a reconnect the server sends
/// again what it saw no acknowledgement for: by epoch and ID it is known, and not shown a second
/// time.
#[derive(Debug, Default)]
pub(super) struct Reading {
    epoch: Option<String>,
    /// The last IDs that went to the screen. A server has no more than this unacknowledged, so only
    /// these can come again. The greatest alone would not do: after one absurd number nothing would
    /// ever be shown.
    shown: VecDeque<u64>,
    next_ticket: u64,
    /// What is on its way to the screen, and what to acknowledge when it stands there.
    printing: VecDeque<(u64, Option<u64>)>,
}

impl Reading {
    /// A push session has begun. Where the epoch is new, the IDs begin anew.
    pub(super) fn begin(&mut self, epoch: &str) {
        if self.epoch.as_deref() == Some(epoch) {
            return;
        }
        self.epoch = Some(epoch.to_owned());
        self.shown.clear();
        for (_, id) in &mut self.printing {
            *id = None;
        }
    }

    /// A message goes to the screen; returns its ticket.
    pub(super) fn queue(&mut self, id: Option<u64>) -> u64 {
        self.shown.extend(id);
        if self.shown.len() > PUSH_WINDOW {
            self.shown.pop_front();
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.printing.push_back((ticket, id));
        ticket
    }

    /// Everything up to a ticket has been printed; returns the ID to acknowledge.
    pub(super) fn printed(&mut self, ticket: u64) -> Option<u64> {
        let mut last = None;
        while let Some((_, id)) = self.printing.pop_front_if(|(first, _)| *first <= ticket) {
            last = id.or(last);
        }
        last
    }

    /// Whether a message has been to the screen in this epoch.
    pub(super) fn is_known(&self, id: u64) -> bool {
        self.shown.contains(&id)
    }

    /// A message that is known has come again. Returns the ID to acknowledge now; while something
    /// is on its way to the screen, that waits: an ID speaks for all below it.
    pub(super) fn again(&mut self, id: u64) -> Option<u64> {
        match self.printing.back_mut() {
            None => Some(id),
            Some((_, last)) => {
                *last = (*last).max(Some(id));
                None
            }
        }
    }

    /// Whether nothing is on its way to the screen.
    pub(super) fn is_done(&self) -> bool {
        self.printing.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_acknowledged_when_it_has_been_printed() {
        let mut reading = Reading::default();
        reading.begin("e");
        let (first, second) = (reading.queue(Some(7)), reading.queue(Some(9)));
        assert!(reading.is_known(9) && !reading.is_known(8));
        assert_eq!(reading.printed(first), Some(7));
        assert_eq!(reading.printed(second), Some(9));
        assert!(reading.is_done());
    }

    #[test]
    fn in_the_same_epoch_an_id_is_known_and_in_a_new_one_it_is_not() {
        let mut reading = Reading::default();
        reading.begin("e");
        reading.queue(Some(7));
        reading.begin("e");
        assert!(reading.is_known(7));
        reading.begin("new");
        assert!(!reading.is_known(7));
        assert_eq!(reading.printed(0), None, "an ID of the old epoch");
    }

    #[test]
    fn what_comes_again_is_acknowledged_after_what_is_on_its_way() {
        let mut reading = Reading::default();
        reading.queue(Some(7));
        assert_eq!(reading.printed(0), Some(7));
        assert_eq!(reading.again(7), Some(7));
        reading.queue(Some(6));
        assert_eq!(reading.again(7), None);
        assert_eq!(reading.printed(1), Some(7));
    }

    #[test]
    fn as_many_ids_are_remembered_as_can_come_again() {
        let mut reading = Reading::default();
        for id in 0..=PUSH_WINDOW as u64 {
            reading.queue(Some(id));
        }
        assert!(!reading.is_known(0) && reading.is_known(1));
    }
}
