//! The inboxes of a messenger, and how a batch leaves them.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

struct Message {
    from: String,
    text: String,
}

/// What waits for whom. All sessions share it.
#[derive(Default)]
struct Inboxes {
    unread: Mutex<HashMap<String, Vec<Message>>>,
}

impl Inboxes {
    /// Puts a message at the end of the recipient's inbox.
    fn put(&self, from: &str, to: &str, text: &str) {
        let message = Message {
            from: from.to_string(),
            text: text.to_string(),
        };
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.entry(to.to_string()).or_default().push(message);
    }

    /// Takes out what waits for a user and writes it to the user's client, with an `f` at the end.
    fn deliver(&self, login: &str, client: &mut TcpStream) -> io::Result<()> {
        // What `lock` returns has no name here, so it lives to the end of its statement, and the
        // lock with it. A `let` ends at its semicolon. An `if let`, `match` or `for` ends with its
        // block: written there, the same line would hold the lock over every write.
        let messages = self
            .unread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(login)
            .unwrap_or_default();
        for Message { from, text } in messages {
            client.write_all(format!("@{from} {text}\n").as_bytes())?;
        }
        client.write_all(b"f\n")
    }
}

#[cfg(test)]
mod tests;
