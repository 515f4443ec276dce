//! The inboxes: a dictionary from a login to the messages that its user has not read yet.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::Defect;

/// How many messages can wait for one user (protocol page, 3 and 4).
const UNREAD_MAX: usize = 1000;

/// A message that was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// When it was accepted, in Unix milliseconds.
    pub(crate) sent_at: u128,
    pub(crate) from: String,
    pub(crate) text: String,
}

/// The inboxes of all users.
#[derive(Debug)]
pub(crate) struct Inboxes {
    unread: Mutex<HashMap<String, Vec<Message>>>,
    defect: Option<Defect>,
}

impl Inboxes {
    pub(crate) fn new(defect: Option<Defect>) -> Inboxes {
        let unread = Mutex::default();
        Inboxes { unread, defect }
    }

    /// Lets the session of this user begin: what was sent before waits, in a correct server.
    pub(crate) fn begin(&self, login: &str) {
        if self.defect == Some(Defect::LostWhenAway) {
            self.take(login);
        }
    }

    /// Puts a message at the end of an inbox.
    ///
    /// # Errors
    /// The notice that says why not.
    pub(crate) fn put(&self, to: &str, message: Message) -> Result<(), String> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = unread.entry(to.to_owned()).or_default();
        if inbox.len() >= UNREAD_MAX {
            return Err("inbox-full".to_owned());
        }
        inbox.push(message);
        Ok(())
    }

    /// Puts messages that were taken out, and not read, back to the head of an inbox.
    pub(crate) fn put_back(&self, login: &str, messages: Vec<Message>) {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = unread.entry(login.to_owned()).or_default();
        inbox.splice(..0, messages);
    }

    /// Takes out all that waits for a user, oldest first.
    pub(crate) fn take(&self, login: &str) -> Vec<Message> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        let inbox = unread.entry(login.to_owned()).or_default();
        let mut messages = match self.defect {
            Some(Defect::MessagesComeAgain) => inbox.clone(),
            _ => std::mem::take(inbox),
        };
        match self.defect {
            Some(Defect::NewestFirst) => messages.reverse(),
            Some(Defect::TextFEndsTheBatch) => {
                let end = messages.iter().position(|message| message.text == "f");
                messages.truncate(end.unwrap_or(messages.len()));
            }
            _ => {}
        }
        messages
    }
}
