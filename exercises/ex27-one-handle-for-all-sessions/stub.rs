//! The messages that wait, behind one handle for all sessions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone, PartialEq)]
struct Message {
    id: u64,
    from: String,
    text: String,
}

/// The recipient has as many unread messages as one may have.
#[derive(Debug, PartialEq)]
struct InboxFull;

/// The handle. Each session has a clone of it.
#[derive(Clone)]
struct Store {
    inboxes: Arc<Mutex<HashMap<String, Vec<Message>>>>,
    most_unread: usize,
}

impl Store {
    fn new(most_unread: usize) -> Self {
        let inboxes = Arc::default();
        Self {
            inboxes,
            most_unread,
        }
    }

    /// Puts a message at the end of the recipient's inbox, and returns its number.
    fn submit(&self, from: &str, to: &str, text: &str) -> Result<u64, InboxFull> {
        let mut inboxes = self.inboxes.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = inboxes.entry(to.to_string()).or_default();
        let id = inbox.len() as u64 + 1;
        let (from, text) = (from.to_string(), text.to_string());
        inbox.push(Message { id, from, text });
        if inbox.len() > self.most_unread {
            return Err(InboxFull);
        }
        Ok(id)
    }

    /// What waits for a user, oldest first.
    fn unread(&self, login: &str) -> Vec<Message> {
        let mut inboxes = self.inboxes.lock().unwrap_or_else(PoisonError::into_inner);
        inboxes.remove(login).unwrap_or_default()
    }

    /// Takes out what the user has read: all messages up to this number. Returns them.
    fn mark_read(&self, login: &str, last: u64) -> Vec<Message> {
        let mut read = self.unread(login);
        read.retain(|message| message.id <= last);
        read
    }
}

#[cfg(test)]
mod tests;
