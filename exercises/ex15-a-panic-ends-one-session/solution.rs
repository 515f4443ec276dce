//! The inboxes of a school's messenger. A filter takes out the words that nobody wants to read.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many messages may wait in all the inboxes together.
const UNREAD_MAX: usize = 3;

/// All sessions share them.
struct Inboxes {
    /// Gets a text, and returns what is stored. Another group writes it, and it may panic.
    filter: fn(&str) -> String,
    unread: Mutex<Unread>,
}

/// What waits, and how many messages that is.
#[derive(Default)]
struct Unread {
    count: usize,
    texts: HashMap<String, Vec<String>>,
}

impl Inboxes {
    fn new(filter: fn(&str) -> String) -> Self {
        let unread = Mutex::default();
        Self { filter, unread }
    }

    /// Puts a text at the end of an inbox; `false` if there is no room.
    fn put(&self, to: &str, text: &str) -> bool {
        // Somebody else's code, so it runs before the lock is taken. If it panics, nothing has been
        // changed yet, and if it takes long, nobody waits for it.
        let text = (self.filter)(text);
        // A poisoned lock says: a thread has panicked with it, look whether what it protects is
        // whole. Here it always is, since nothing between the changes of one thread can panic. So
        // the others go on with it.
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        if unread.count == UNREAD_MAX {
            return false;
        }
        unread.texts.entry(to.to_string()).or_default().push(text);
        unread.count += 1;
        true
    }

    /// Takes out all that waits for a user, oldest first.
    fn take(&self, login: &str) -> Vec<String> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = unread.texts.remove(login).unwrap_or_default();
        unread.count -= texts.len();
        texts
    }
}

#[cfg(test)]
mod tests;
