//! What the sessions share: the one handle with which they submit messages, get what is unread, and
//! say what has been read.
//!
//! A [`Store`] gives each session a [`Mailbox`]. The contract is asynchronous: [`Mailbox::submit`]
//! returns at once, and the verdict comes to the session's [`Port`] as [`Event::Committed`],
//! perhaps from another thread, perhaps later. This store decides at once and keeps unread messages
//! in memory only; one that writes a journal first answers when its disk has, and nothing else
//! changes.
//!
//! Locks: each inbox has its own, and none is held while anything is read, written or waited for.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::inbox::{Inbox, SessionId};
use crate::limits::Limits;
use crate::message::{Draft, Message};
use crate::message_log::{LogError, MessageLog, Row};
use crate::protocol::{Code, Login, WHO_MAX};
use crate::users::Users;

/// How many bytes of messages a session is given at once, so that a slow reader holds no more of them
/// in its output; a single message is always given.
pub const BYTES_AT_ONCE: usize = 256 * 1024;

/// Names a submitted message until its verdict is there; the session chooses it.
pub type Token = u64;

/// What a store tells a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The verdict on a submitted message: its number, or why it was not stored.
    Committed(Token, Result<u64, Code>),
    /// A message has come to the inbox.
    Mail,
    /// The same user has logged in elsewhere; this session counts for nothing from here on.
    TakenOver,
}

/// The way from the store into a session.
pub trait Port: Send + Sync {
    /// Takes an event. Called from any thread; must not wait and must not call the store.
    fn notify(&self, event: Event);
}

/// Every inbox and the message log. Clones are handles on the same store.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    inboxes: HashMap<Login, Mutex<Inbox<Arc<dyn Port>>>>,
    online: Mutex<BTreeSet<Login>>,
    epoch: String,
    next_id: AtomicU64,
    next_session: AtomicU64,
    unread_bytes: AtomicUsize,
    limits: Limits,
    log: MessageLog,
}

impl Store {
    /// Opens the store of a data folder for these users.
    ///
    /// # Errors
    /// [`LogError`] where the message log cannot be used.
    pub fn open(data: &Path, users: &Users, limits: &Limits) -> Result<Self, LogError> {
        let log = MessageLog::open(data)?;
        Ok(Self(Arc::new(Shared {
            inboxes: users
                .logins()
                .map(|login| (login.clone(), Mutex::default()))
                .collect(),
            online: Mutex::default(),
            epoch: random_word(),
            next_id: AtomicU64::new(log.last_id() + 1),
            next_session: AtomicU64::new(1),
            unread_bytes: AtomicUsize::new(0),
            limits: limits.clone(),
            log,
        })))
    }

    /// Whether this is a user.
    pub fn knows(&self, login: &Login) -> bool {
        self.0.inboxes.contains_key(login)
    }

    /// Starts a session of a user: it holds the inbox from here on, and a session that held it
    /// before is told [`Event::TakenOver`]. `None` where there is no such user.
    pub fn open_inbox(&self, login: &Login, port: Arc<dyn Port>) -> Option<Mailbox> {
        let session = self.0.next_session.fetch_add(1, Ordering::Relaxed);
        let mut inbox = lock(self.0.inboxes.get(login)?);
        let former = inbox.take_over(session, Arc::clone(&port));
        lock(&self.0.online).insert(login.clone());
        drop(inbox);
        if let Some(former) = former {
            former.notify(Event::TakenOver);
        }
        Some(Mailbox {
            shared: Arc::clone(&self.0),
            login: login.clone(),
            session,
            port,
        })
    }

    /// How many messages are unread, of all users together.
    pub fn unread(&self) -> usize {
        self.0.inboxes.values().map(|inbox| lock(inbox).len()).sum()
    }

    /// Writes the last rows of the log. To be called on the last handle, when every session has
    /// ended: the log stays open while another handle is there.
    ///
    /// # Errors
    /// [`LogError::Io`] where rows could not be written.
    pub fn close(self) -> Result<(), LogError> {
        Arc::into_inner(self.0).map_or(Ok(()), |shared| shared.log.close())
    }
}

/// A session's hold on its user's inbox. Dropping it ends the hold: what is in flight and has not
/// been [read](Mailbox::mark_read) goes back to the head of the inbox.
pub struct Mailbox {
    shared: Arc<Shared>,
    login: Login,
    session: SessionId,
    port: Arc<dyn Port>,
}

impl Mailbox {
    /// Whose inbox it is.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// The random word that tells one count of message numbers from another (section 6).
    pub fn epoch(&self) -> &str {
        &self.shared.epoch
    }

    /// Submits a message. The verdict comes to the session's port as [`Event::Committed`]. Once
    /// another session has taken over, nothing is stored.
    pub fn submit(&self, token: Token, draft: Draft) {
        let verdict = self.accept(draft);
        self.port.notify(Event::Committed(token, verdict));
    }

    /// The next messages of the inbox that this session has not been given, at most `most`, and
    /// no more than [`BYTES_AT_ONCE`]. They are in flight from here on. Empty once another session
    /// has taken over.
    pub fn unread(&self, most: usize) -> Vec<Arc<Message>> {
        self.inbox().next(self.session, most, BYTES_AT_ONCE)
    }

    /// Says that what this session was given, up to this number, has been read: it leaves the inbox
    /// and gets its row in the log. Changes nothing once another session has taken over.
    pub fn mark_read(&self, up_to: u64) {
        let read = self.inbox().mark_read(self.session, up_to);
        if read.is_empty() {
            return;
        }
        let bytes: usize = read.iter().map(|message| message.push_line().len()).sum();
        self.shared.unread_bytes.fetch_sub(bytes, Ordering::Relaxed);
        let read_at = Timestamp::now();
        self.shared.log.append(
            read.into_iter()
                .map(|message| Row { message, read_at })
                .collect(),
        );
    }

    /// The users who are in a session, in order, at most [`WHO_MAX`].
    pub fn online(&self) -> Vec<Login> {
        lock(&self.shared.online)
            .iter()
            .take(WHO_MAX)
            .cloned()
            .collect()
    }

    fn accept(&self, draft: Draft) -> Result<u64, Code> {
        let shared = &self.shared;
        let inbox = shared
            .inboxes
            .get(&draft.to)
            .ok_or(Code::UnknownRecipient)?;
        if shared.unread_bytes.load(Ordering::Relaxed) > shared.limits.unread_bytes {
            return Err(Code::TryLater);
        }
        if !self.inbox().is_held_by(self.session) {
            return Err(Code::Elsewhere);
        }
        let accepted_at = Timestamp::now();
        let mut inbox = lock(inbox);
        if inbox.len() >= shared.limits.unread {
            return Err(Code::InboxFull);
        }
        // Numbered under the inbox's lock, so that each inbox is in the order of its numbers.
        let id = shared.next_id.fetch_add(1, Ordering::Relaxed);
        let message = Arc::new(Message::new(id, accepted_at, self.login.clone(), draft));
        shared
            .unread_bytes
            .fetch_add(message.push_line().len(), Ordering::Relaxed);
        inbox.push(message);
        let holder = inbox.holder().cloned();
        drop(inbox);
        if let Some(holder) = holder {
            holder.notify(Event::Mail);
        }
        Ok(id)
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox<Arc<dyn Port>>> {
        lock(&self.shared.inboxes[&self.login])
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let mut inbox = self.inbox();
        if inbox.release(self.session) {
            lock(&self.shared.online).remove(&self.login);
        }
    }
}

/// A lock whose holder panicked is taken all the same: no panic can leave an inbox half changed,
/// and one broken session must not stop the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Differs from call to call and from process to process: std seeds its hasher from the system.
fn random_word() -> String {
    format!("{:016x}", RandomState::new().hash_one(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Keeps what the store says.
    #[derive(Default)]
    struct Heard(Mutex<Vec<Event>>);

    impl Port for Heard {
        fn notify(&self, event: Event) {
            lock(&self.0).push(event);
        }
    }

    impl Heard {
        fn take(&self) -> Vec<Event> {
            std::mem::take(&mut lock(&self.0))
        }
    }

    struct World {
        _data: tempfile::TempDir,
        store: Store,
    }

    fn world() -> World {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("users.csv"), "login\nana\nbia\n").unwrap();
        let users = Users::load(data.path()).unwrap();
        let limits = Limits {
            unread: 3,
            ..Limits::default()
        };
        let store = Store::open(data.path(), &users, &limits).unwrap();
        World { _data: data, store }
    }

    impl World {
        fn log_in(&self, login: &str) -> (Mailbox, Arc<Heard>) {
            let heard = Arc::new(Heard::default());
            let port: Arc<dyn Port> = Arc::clone(&heard) as _;
            (
                self.store
                    .open_inbox(&login.parse().unwrap(), port)
                    .unwrap(),
                heard,
            )
        }
    }

    fn draft(to: &str, text: &str) -> Draft {
        Draft {
            to: to.parse().unwrap(),
            text: text.to_owned(),
        }
    }

    fn texts(mailbox: &Mailbox) -> Vec<String> {
        mailbox
            .unread(9)
            .iter()
            .map(|message| message.text().to_owned())
            .collect()
    }

    #[test]
    fn the_sender_hears_the_verdict_and_the_recipient_of_mail() {
        let world = world();
        let (ana, ana_heard) = world.log_in("ana");
        let (bia, bia_heard) = world.log_in("bia");
        ana.submit(5, draft("bia", "oi"));
        ana.submit(6, draft("zoe", "oi"));
        assert_eq!(
            ana_heard.take(),
            [
                Event::Committed(5, Ok(1)),
                Event::Committed(6, Err(Code::UnknownRecipient))
            ]
        );
        assert_eq!(bia_heard.take(), [Event::Mail]);
        assert_eq!(texts(&bia), ["oi"]);
    }

    #[test]
    fn a_full_inbox_refuses_until_something_is_read() {
        let world = world();
        let (ana, heard) = world.log_in("ana");
        for token in 0..4 {
            ana.submit(token, draft("ana", "oi"));
        }
        assert!(
            heard
                .take()
                .contains(&Event::Committed(3, Err(Code::InboxFull)))
        );
        assert_eq!(ana.unread(1)[0].id, 1);
        ana.mark_read(1);
        ana.submit(4, draft("ana", "oi"));
        assert!(heard.take().contains(&Event::Committed(4, Ok(4))));
    }

    #[test]
    fn a_session_that_ends_gives_back_what_was_not_read() {
        let world = world();
        let (ana, _) = world.log_in("ana");
        ana.submit(1, draft("bia", "one"));
        ana.submit(2, draft("bia", "two"));
        let (bia, _) = world.log_in("bia");
        assert_eq!(texts(&bia), ["one", "two"]);
        bia.mark_read(1);
        drop(bia);
        assert_eq!(texts(&world.log_in("bia").0), ["two"]);
    }

    #[test]
    fn taking_over_moves_what_is_in_flight_and_tells_the_former() {
        let world = world();
        let (ana, _) = world.log_in("ana");
        ana.submit(1, draft("bia", "oi"));
        let (older, heard) = world.log_in("bia");
        assert_eq!(texts(&older), ["oi"]);
        let (newer, _) = world.log_in("bia");
        assert_eq!(heard.take(), [Event::TakenOver]);
        older.submit(7, draft("ana", "too late"));
        assert_eq!(heard.take(), [Event::Committed(7, Err(Code::Elsewhere))]);
        assert_eq!(texts(&ana), [""; 0]);
        older.mark_read(1);
        drop(older);
        assert_eq!(texts(&newer), ["oi"]);
        assert_eq!(newer.online().len(), 2);
    }

    #[test]
    fn the_log_has_what_was_read_and_numbers_go_on_after_it() {
        let World { _data: data, store } = world();
        let heard: Arc<dyn Port> = Arc::new(Heard::default());
        let ana = store.open_inbox(&"ana".parse().unwrap(), heard).unwrap();
        ana.submit(1, draft("ana", "oi"));
        ana.unread(1);
        ana.mark_read(1);
        drop(ana);
        store.close().unwrap();
        assert_eq!(MessageLog::open(data.path()).unwrap().last_id(), 1);
    }
}
