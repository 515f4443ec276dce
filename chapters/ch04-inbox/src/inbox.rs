//! The inboxes: a dictionary from a login to the messages that its user has not read yet.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most messages that wait for one user, and so the most in one batch.
const UNREAD_MAX: usize = 1000;

pub(crate) struct Message {
    pub(crate) from: String,
    pub(crate) text: String,
}

/// Every session changes it, so one at a time: the `Mutex` gives the dictionary to the thread that
/// has its lock.
#[derive(Default)]
pub(crate) struct Inboxes {
    unread: Mutex<HashMap<String, Vec<Message>>>,
}

impl Inboxes {
    /// Puts a message at the end of the recipient's inbox. The error is the notice that the sender
    /// gets.
    pub(crate) fn put(&self, from: &str, to: String, text: String) -> Result<(), String> {
        // A thread that panics while it has the lock leaves the Mutex poisoned, since what is
        // inside may be half changed. Here each change is a single step, so the dictionary
        // is whole, and the other sessions go on.
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = unread.entry(to).or_default();
        if inbox.len() >= UNREAD_MAX {
            return Err("inbox-full".to_string());
        }
        let from = from.to_string();
        inbox.push(Message { from, text });
        Ok(())
    }

    /// Takes out all that waits for a user, oldest first. Writing it to a socket is left to the
    /// caller: that takes as long as the other side likes, and the lock is free again when this
    /// returns.
    pub(crate) fn take(&self, login: &str) -> Vec<Message> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.remove(login).unwrap_or_default()
    }
}
