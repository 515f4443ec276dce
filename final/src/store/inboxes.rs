//! The inboxes of all users, shared by the sessions and the committer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Port;
use crate::inbox::Inbox;
use crate::limits::Limits;
use crate::message::Message;
use crate::protocol::{Code, Login};

type UserInbox = Inbox<Arc<dyn Port>>;

/// What a message takes beside its text, roughly: its other parts, and its places in the inbox, in
/// the queue and in the committer's list.
const MESSAGE_COST: usize = 256;

/// An inbox for each user. Each has its own lock, and none is held while anything is read, written
/// or waited for.
pub(super) struct Inboxes {
    by_login: HashMap<Login, Mutex<UserInbox>>,
    bytes: AtomicUsize,
    unread_max: usize,
    bytes_max: usize,
}

impl Inboxes {
    pub(super) fn new<'a>(users: impl Iterator<Item = &'a Login>, limits: &Limits) -> Self {
        Self {
            by_login: users
                .map(|login| (login.clone(), Mutex::default()))
                .collect(),
            bytes: AtomicUsize::new(0),
            unread_max: limits.unread,
            bytes_max: limits.unread_bytes,
        }
    }

    pub(super) fn knows(&self, login: &Login) -> bool {
        self.by_login.contains_key(login)
    }

    /// A user's inbox.
    pub(super) fn get(&self, login: &Login) -> Option<MutexGuard<'_, UserInbox>> {
        self.by_login.get(login).map(lock)
    }

    /// Keeps a place in the recipient's inbox until the message is [delivered](Inboxes::deliver) or
    /// the place is [given up](Inboxes::cancel).
    pub(super) fn reserve(&self, to: &Login, text: &str) -> Result<(), Code> {
        let mut inbox = self.get(to).ok_or(Code::UnknownRecipient)?;
        if inbox.len() >= self.unread_max {
            return Err(Code::InboxFull);
        }
        let bytes = cost(text);
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > self.bytes_max {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Code::TryLater);
        }
        inbox.reserve();
        Ok(())
    }

    pub(super) fn cancel(&self, message: &Message) {
        if let Some(mut inbox) = self.get(&message.to) {
            inbox.cancel();
        }
        self.forget(message);
    }

    /// Puts a message at its reserved place. Returns the way to the recipient's session, which is to
    /// be told.
    pub(super) fn deliver(&self, message: Arc<Message>) -> Option<Arc<dyn Port>> {
        let mut inbox = self.get(&message.to)?;
        inbox.push(message);
        inbox.holder().cloned()
    }

    /// Puts a message that an earlier run has accepted into its inbox. `false` where its recipient
    /// has left the user base.
    pub(super) fn restore(&self, message: &Arc<Message>) -> bool {
        let Some(mut inbox) = self.get(&message.to) else {
            return false;
        };
        inbox.reserve();
        inbox.push(Arc::clone(message));
        self.bytes
            .fetch_add(cost(message.text()), Ordering::Relaxed);
        true
    }

    /// The message takes no memory any more.
    pub(super) fn forget(&self, message: &Message) {
        self.bytes
            .fetch_sub(cost(message.text()), Ordering::Relaxed);
    }
}

fn cost(text: &str) -> usize {
    text.len() + MESSAGE_COST
}

/// A lock whose holder panicked is taken all the same: no panic can leave an inbox half changed,
/// and one broken session must not stop the others.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
