//! The inboxes: a dictionary from a login to the messages that its user has not read yet.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many messages can wait for one user. A batch has no more than that.
const UNREAD_MAX: usize = 1000;

pub(crate) struct Message {
    pub(crate) from: String,
    pub(crate) text: String,
}

/// Every session changes it, but only one at a time: the `Mutex` gives the dictionary to the thread
/// that has its lock.
#[derive(Default)]
pub(crate) struct Inboxes {
    unread: Mutex<HashMap<String, Vec<Message>>>,
}

impl Inboxes {
    /// Puts a message at the end of the recipient's inbox. The error is the notice that the sender
    /// gets.
    pub(crate) fn put(&self, from: &str, to: String, text: String) -> Result<(), String> {
        // A thread that panics while it has the lock leaves the Mutex poisoned, because what is
        // inside may be half changed. Here each change is a single step: the dictionary is whole,
        // and the other sessions go on.
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = unread.entry(to).or_default();
        if inbox.len() >= UNREAD_MAX {
            return Err("inbox-full".to_string());
        }
        let from = from.to_string();
        inbox.push(Message { from, text });
        Ok(())
    }

    /// Takes out all messages that wait for a user, oldest first. The caller writes them to the
    /// socket. How long that takes depends on the other side, but here the lock is released before
    /// it begins.
    pub(crate) fn take(&self, login: &str) -> Vec<Message> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.remove(login).unwrap_or_default()
    }
}
