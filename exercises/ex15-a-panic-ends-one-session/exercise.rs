//! The inboxes of a school's messenger. A filter takes out the words that nobody wants to read.

use std::collections::HashMap;
use std::sync::Mutex;

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
        let mut unread = self.unread.lock().expect("nobody panics with the lock");
        if unread.count == UNREAD_MAX {
            return false;
        }
        unread.count += 1;
        let text = (self.filter)(text);
        unread.texts.entry(to.to_string()).or_default().push(text);
        true
    }

    /// Takes out all that waits for a user, oldest first.
    fn take(&self, login: &str) -> Vec<String> {
        let mut unread = self.unread.lock().expect("nobody panics with the lock");
        let texts = unread.texts.remove(login).unwrap_or_default();
        unread.count -= texts.len();
        texts
    }
}

#[cfg(test)]
mod tests;
