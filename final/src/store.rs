//! What the sessions share: the one handle with which they submit messages, get what is unread, and
//! say what has been read.
//!
//! A [`Store`] gives each session a [`Mailbox`]. The contract is asynchronous: [`Mailbox::submit`]
//! returns at once, and the verdict comes to the session's [`Port`] as [`Event::Committed`] when
//! the disk has the message. One thread, the `committer`, writes: it takes whatever has been
//! submitted and read meanwhile, commits it to the [journal](crate::journal) as one batch, delivers
//! it to the inboxes, answers, and appends what has been read to the
//! [message log](crate::message_log).
//!
//! Locks: each inbox has its own, and none is held while anything is read, written or waited for.

mod check;
mod committer;
mod inboxes;
mod opening;
mod repair;

pub use check::{Account, check};
pub use repair::{Saved, repair};

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use jiff::Timestamp;

use crate::data_folder::{DataFolder, FolderError};
use crate::inbox::{Inbox, SessionId};
use crate::journal::{Durability, JournalError};
use crate::limits::Limits;
use crate::message::{Draft, Message};
use crate::message_log::LogError;
use crate::protocol::{Code, Login, WHO_MAX};
use crate::users::Users;
use committer::{Committer, Entry, Submit, Verdict};
use inboxes::{Inboxes, lock};

/// How many bytes of messages a session is given at once, so that a slow reader holds no more of them
/// in its output; a single message is always given.
pub const BYTES_AT_ONCE: usize = 256 * 1024;

/// The exit code of a process whose disk has failed.
///
/// When an `fdatasync` of the journal fails, the store ends the process at once: nothing that was
/// promised before is taken back, and nothing more is promised. A second sync might succeed without
/// the pages that the first one has lost, so there is no way on.
pub const EXIT_DISK_FAILED: u8 = 4;

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

    /// Since when the session's client is connected, where it is a connection that leads to it.
    fn since(&self) -> Option<Instant> {
        None
    }

    /// Whether the session's client has ended its side already. Must not wait either.
    fn has_ended(&self) -> bool {
        false
    }
}

/// Why a store cannot be opened. Each message is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The message log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The system gives no thread.
    #[error("no thread for the store: {0}")]
    Thread(std::io::Error),
}

/// Every inbox and the files behind them. Clones are handles on the same store.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    inboxes: Arc<Inboxes>,
    online: Mutex<BTreeSet<Login>>,
    epoch: String,
    next_session: AtomicU64,
    queue: Sender<Entry>,
    committer: JoinHandle<()>,
}

impl Store {
    /// Locks a data folder, brings its files in order after whatever has happened to them, and
    /// starts the committer.
    ///
    /// # Errors
    /// See [`StoreError`]. No message is lost then: what was begun is done again at the next start.
    pub fn open(
        data: &Path,
        users: &Users,
        limits: &Limits,
        durability: Durability,
    ) -> Result<Self, StoreError> {
        let folder = DataFolder::lock(data)?;
        let opened = opening::open(&folder, durability)?;
        let inboxes = Arc::new(Inboxes::new(users.logins(), limits));
        restore(&inboxes, opened.unread.values());
        let epoch = opened.header.epoch.clone();
        let committer = Committer::new(folder, Arc::clone(&inboxes), opened, limits.journal_bytes);
        let (queue, entries) = mpsc::channel();
        let committer = thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || committer.run(&entries))
            .map_err(StoreError::Thread)?;
        Ok(Self(Arc::new(Shared {
            inboxes,
            online: Mutex::default(),
            epoch,
            next_session: AtomicU64::new(1),
            queue,
            committer,
        })))
    }

    /// Whether this is a user.
    pub fn knows(&self, login: &Login) -> bool {
        self.0.inboxes.knows(login)
    }

    /// Starts a session of a user: it holds the inbox from here on, and a session that held it
    /// before is told [`Event::TakenOver`]. `None` where there is no such user, or
    /// where this login comes too late: its client connected before the holder's, and has ended its
    /// side already.
    pub fn open_inbox(&self, login: &Login, port: Arc<dyn Port>) -> Option<Mailbox> {
        let session = self.0.next_session.fetch_add(1, Ordering::Relaxed);
        let mut inbox = self.0.inboxes.get(login)?;
        let holder = inbox.holder();
        if holder.is_some_and(|holder| comes_too_late(&*port, &**holder)) {
            return None;
        }
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

    /// Commits what is left and closes the files. To be called on the last handle, when every
    /// session has ended: the files stay open while another handle is there.
    pub fn close(self) {
        if let Some(shared) = Arc::into_inner(self.0) {
            drop(shared.queue);
            // It ends the process where it fails.
            let _ = shared.committer.join();
        }
    }
}

/// Puts what an earlier run has accepted into the inboxes. What is for somebody who has left the user
/// base is kept in the journal (section 2 of the protocol page).
fn restore<'a>(inboxes: &Inboxes, unread: impl Iterator<Item = &'a Arc<Message>>) {
    let mut kept = std::collections::BTreeMap::<&Login, usize>::new();
    for message in unread.filter(|message| !inboxes.restore(message)) {
        *kept.entry(&message.to).or_default() += 1;
    }
    for (login, count) in kept {
        log::warn!("{login} has left the user base; unread messages that are kept: {count}");
    }
}

/// Whether a login has been overtaken by the user's next one. Under load the thread of a client that
/// has gone again may come here after that of the user's next client, who must not hear `elsewhere`
/// because of it.
fn comes_too_late(port: &dyn Port, holder: &dyn Port) -> bool {
    port.since() < holder.since() && port.has_ended()
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

    /// Submits a message. The verdict comes to the session's port as [`Event::Committed`], when the
    /// message is durable and in its recipient's inbox. Once another session has taken over,
    /// nothing is stored.
    pub fn submit(&self, token: Token, draft: Draft) {
        if let Err(code) = self.reserve(&draft) {
            return self.port.notify(Event::Committed(token, Err(code)));
        }
        self.enqueue(Entry::Submit(Submit {
            from: self.login.clone(),
            draft,
            verdict: Verdict {
                token,
                port: Arc::clone(&self.port),
            },
        }));
    }

    /// The next messages of the inbox that this session has not been given, at most `most`, and
    /// about [`BYTES_AT_ONCE`]. They are in flight from here on. Empty once another session
    /// has taken over.
    pub fn unread(&self, most: usize) -> Vec<Arc<Message>> {
        let inbox = self.inbox();
        inbox.map_or_else(Vec::new, |mut it| {
            it.next(self.session, most, BYTES_AT_ONCE)
        })
    }

    /// Says that what this session was given, up to this number, has been read: it leaves the
    /// inbox, and gets its row in the log when the journal has it. Changes nothing once another
    /// session has taken over.
    pub fn mark_read(&self, up_to: u64) {
        let read = self
            .inbox()
            .map_or_else(Vec::new, |mut inbox| inbox.mark_read(self.session, up_to));
        if !read.is_empty() {
            self.enqueue(Entry::Read(read, Timestamp::now()));
        }
    }

    /// The users who are in a session, in order, at most [`WHO_MAX`].
    pub fn online(&self) -> Vec<Login> {
        lock(&self.shared.online)
            .iter()
            .take(WHO_MAX)
            .cloned()
            .collect()
    }

    fn reserve(&self, draft: &Draft) -> Result<(), Code> {
        let held = self.inbox().is_some_and(|it| it.is_held_by(self.session));
        if !held {
            return Err(Code::Elsewhere);
        }
        self.shared.inboxes.reserve(&draft.to, &draft.text)
    }

    fn enqueue(&self, entry: Entry) {
        // The committer ends when every mailbox has, or with the process.
        let _ = self.shared.queue.send(entry);
    }

    fn inbox(&self) -> Option<MutexGuard<'_, Inbox<Arc<dyn Port>>>> {
        self.shared.inboxes.get(&self.login)
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // Under the inbox's lock, so that a session that starts meanwhile stays listed.
        if let Some(mut inbox) = self.inbox()
            && inbox.release(self.session)
        {
            lock(&self.shared.online).remove(&self.login);
        }
    }
}

#[cfg(test)]
mod tests;
