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
        // The messages leave the inboxes here; after that, they are nobody else's business.
        if let Some(messages) = self
            .unread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(login)
        {
            for Message { from, text } in messages {
                client.write_all(format!("@{from} {text}\n").as_bytes())?;
            }
        }
        client.write_all(b"f\n")
    }
}

#[cfg(test)]
mod tests;
