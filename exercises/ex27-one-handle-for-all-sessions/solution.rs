//! The messages that wait, behind one handle for all sessions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Clone, PartialEq)]
struct Message {
    id: u64,
    from: String,
    text: String,
}

/// The recipient has as many unread messages as one may have.
#[derive(Debug, PartialEq)]
struct InboxFull;

/// What all handles share. The last number stands beside the inboxes, under the same lock: a number
/// and its message become visible together, so numbers grow in every inbox.
#[derive(Default)]
struct Shared {
    inboxes: HashMap<String, Vec<Message>>,
    last_id: u64,
}

/// The handle. Each session has a clone of it.
#[derive(Clone)]
struct Store {
    shared: Arc<Mutex<Shared>>,
    most_unread: usize,
}

impl Store {
    fn new(most_unread: usize) -> Self {
        let shared = Arc::default();
        Self {
            shared,
            most_unread,
        }
    }

    /// Puts a message at the end of the recipient's inbox, and returns its number.
    fn submit(&self, from: &str, to: &str, text: &str) -> Result<u64, InboxFull> {
        let mut guard = self.lock();
        // Through the guard the compiler sees one value; through a reference it sees two fields, and
        // lets us use them at the same time.
        let shared = &mut *guard;
        let inbox = shared.inboxes.entry(to.to_string()).or_default();
        // Looked at before anything changes, so that a refusal leaves no trace.
        if inbox.len() >= self.most_unread {
            return Err(InboxFull);
        }
        shared.last_id += 1;
        let id = shared.last_id;
        let (from, text) = (from.to_string(), text.to_string());
        inbox.push(Message { id, from, text });
        Ok(id)
    }

    /// What waits for a user, oldest first.
    ///
    /// The session gets copies. With references it would have to keep the lock while it writes to
    /// the socket.
    fn unread(&self, login: &str) -> Vec<Message> {
        let shared = self.lock();
        shared.inboxes.get(login).cloned().unwrap_or_default()
    }

    /// Takes out what the user has read: all messages up to this number. Returns them.
    fn mark_read(&self, login: &str, last: u64) -> Vec<Message> {
        let mut shared = self.lock();
        let inbox = shared.inboxes.entry(login.to_string()).or_default();
        // Numbers grow in an inbox, so what has been read is its beginning.
        let count = inbox.partition_point(|message| message.id <= last);
        inbox.drain(..count).collect()
    }

    /// The only place that locks. A thread that has panicked with the lock is no reason to stop: every
    /// change here is made in one step.
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
