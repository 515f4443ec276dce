//! The one thread that writes: it makes durable what the sessions submit and mark as read.
//!
//! Whatever has queued up while the last batch was on its way to the disk goes out with one write
//! and one sync. Only then are the messages delivered, the senders told, and the rows of what has
//! been read appended to the log.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::Timestamp;

use super::inboxes::Inboxes;
use super::opening::Opened;
use super::{EXIT_DISK_FAILED, Event, Port, Token};
use crate::data_folder::DataFolder;
use crate::journal::record::Record;
use crate::journal::{CommitError, Header, JOURNAL_FILE, Journal, is_full};
use crate::message::{Draft, Message};
use crate::message_log::{MESSAGES_FILE, MessageLog, Row};
use crate::protocol::{Code, Login};

/// How many entries one batch takes at most.
const BATCH_MAX: usize = 1024;

/// After so much rest the last batch is sealed, and what a full disk did not take is tried again.
const REST: Duration = Duration::from_millis(100);

/// What a session wants to have stored.
pub(super) enum Entry {
    Submit(Submit),
    /// These messages have been read, at this time.
    Read(Vec<Arc<Message>>, Timestamp),
}

/// A message with a reserved place in its inbox.
pub(super) struct Submit {
    pub(super) from: Login,
    pub(super) draft: Draft,
    pub(super) verdict: Verdict,
}

/// Where the verdict on a message goes.
pub(super) struct Verdict {
    pub(super) token: Token,
    pub(super) port: Arc<dyn Port>,
}

impl Verdict {
    fn is(self, verdict: Result<u64, Code>) {
        self.port.notify(Event::Committed(self.token, verdict));
    }
}

/// Owns both files.
pub(super) struct Committer {
    folder: DataFolder,
    inboxes: Arc<Inboxes>,
    journal: Journal,
    log: MessageLog,
    header: Header,
    unread: BTreeMap<u64, Arc<Message>>,
    /// Read marks that are not durable yet.
    marks: Vec<Row>,
    /// Messages whose rows are not in the log yet.
    unlogged: Vec<Arc<Message>>,
    /// The length of the journal at which it is begun anew.
    rewrite_at: u64,
    rewrite_min: u64,
    /// Whether the last write found the disk full.
    full: bool,
}

impl Committer {
    pub(super) fn new(
        folder: DataFolder,
        inboxes: Arc<Inboxes>,
        opened: Opened,
        rewrite_min: u64,
    ) -> Self {
        let Opened {
            journal,
            log,
            header,
            unread,
        } = opened;
        Self {
            folder,
            inboxes,
            rewrite_at: rewrite_min.max(2 * journal.length()),
            rewrite_min,
            journal,
            log,
            header,
            unread,
            marks: Vec::new(),
            unlogged: Vec::new(),
            full: false,
        }
    }

    /// Writes until every sender is gone and all is written.
    pub(super) fn run(self, queue: &Receiver<Entry>) {
        // Sessions would wait for ever for a thread that is not there.
        if catch_unwind(AssertUnwindSafe(|| self.commit_all(queue))).is_err() {
            process::exit(EXIT_DISK_FAILED.into());
        }
    }

    fn commit_all(mut self, queue: &Receiver<Entry>) {
        while let Some(entries) = self.next(queue) {
            self.commit(entries);
            self.finish_logging();
            if self.journal.length() > self.rewrite_at && self.log.is_written() {
                self.rewrite();
            }
        }
        self.close();
    }

    /// What has queued up, perhaps nothing, where it is time to do what is left undone. `None` when
    /// every sender is gone.
    fn next(&self, queue: &Receiver<Entry>) -> Option<Vec<Entry>> {
        let idle = self.journal.is_sealed() && self.marks.is_empty() && self.log.is_written();
        let first = if idle {
            queue.recv().ok()?
        } else {
            match queue.recv_timeout(REST) {
                Ok(entry) => entry,
                Err(RecvTimeoutError::Timeout) => return Some(Vec::new()),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let rest = queue.try_iter().take(BATCH_MAX - 1);
        Some(std::iter::once(first).chain(rest).collect())
    }

    fn commit(&mut self, entries: Vec<Entry>) {
        let submitted = self.number(entries);
        if submitted.is_empty() && self.marks.is_empty() {
            let sealed = self.journal.seal();
            self.has_room(sealed);
            return;
        }
        let accepted = submitted
            .iter()
            .map(|(message, _)| Record::Accepted(Arc::clone(message)));
        let read = self.marks.iter().map(|row| Record::Read {
            id: row.message.id,
            at: row.read_at,
        });
        let records: Vec<_> = accepted.chain(read).collect();
        let committed = self.journal.commit(&records);
        if self.has_room(committed) {
            self.accept(submitted);
            self.log_read();
        } else {
            self.refuse(submitted);
        }
    }

    /// Gives each submitted message its number, and puts what has been read to the marks.
    fn number(&mut self, entries: Vec<Entry>) -> Vec<(Arc<Message>, Verdict)> {
        let now = Timestamp::now();
        let mut submitted = Vec::new();
        for entry in entries {
            match entry {
                Entry::Submit(Submit {
                    from,
                    draft,
                    verdict,
                }) => {
                    let id = self.header.next_id;
                    self.header.next_id += 1;
                    submitted.push((Arc::new(Message::new(id, now, from, draft)), verdict));
                }
                Entry::Read(messages, read_at) => self
                    .marks
                    .extend(messages.into_iter().map(|message| Row { message, read_at })),
            }
        }
        submitted
    }

    /// Whether a batch was written. A disk that has failed ends the process: what of the last
    /// batches is on it, nobody can know, and nobody shall be promised.
    fn has_room(&mut self, committed: Result<(), CommitError>) -> bool {
        let path = self.folder.file(JOURNAL_FILE);
        match committed {
            Ok(()) => {
                if std::mem::take(&mut self.full) {
                    log::info!("{}: there is room again", path.display());
                }
                true
            }
            Err(CommitError::Full(error)) => {
                if !std::mem::replace(&mut self.full, true) {
                    log::error!(
                        "{}: {error}; nothing is accepted until there is room",
                        path.display()
                    );
                }
                false
            }
            Err(CommitError::Failed(error)) => self.fail(JOURNAL_FILE, &error),
        }
    }

    fn accept(&mut self, submitted: Vec<(Arc<Message>, Verdict)>) {
        for (message, verdict) in submitted {
            let id = message.id;
            self.unread.insert(id, Arc::clone(&message));
            let recipient = self.inboxes.deliver(message);
            // Who writes to himself hears the answer before the message.
            verdict.is(Ok(id));
            if let Some(recipient) = recipient {
                recipient.notify(Event::Mail);
            }
        }
    }

    fn refuse(&self, submitted: Vec<(Arc<Message>, Verdict)>) {
        for (message, verdict) in submitted {
            self.inboxes.cancel(&message);
            verdict.is(Err(Code::TryLater));
        }
    }

    /// The marks are durable: their rows go to the log.
    fn log_read(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        self.header.read += marks.len() as u64;
        for row in &marks {
            self.unread.remove(&row.message.id);
        }
        if let Err(error) = self.log.append(&marks) {
            let path = self.folder.file(MESSAGES_FILE);
            log::error!(
                "{}: {error}; the rows are kept for the next write",
                path.display()
            );
        }
        self.unlogged
            .extend(marks.into_iter().map(|row| row.message));
    }

    /// Writes what a full disk did not take of the log. Until it is written, its messages count as
    /// unread against the bound on all bytes.
    fn finish_logging(&mut self) {
        if self.log.flush().is_ok() {
            for message in self.unlogged.drain(..) {
                self.inboxes.forget(&message);
            }
        }
    }

    fn rewrite(&mut self) {
        let header = Header {
            log_length: self.log.length(),
            ..self.header.clone()
        };
        // Without the log's rows the new checkpoint would not hold.
        if let Err(error) = self.log.sync() {
            self.fail(MESSAGES_FILE, &error);
        }
        match Journal::begin(&self.folder, header, self.unread.values()) {
            Ok(journal) => {
                self.rewrite_at = self.rewrite_min.max(2 * journal.length());
                self.journal = journal;
            }
            // The old one is still in its place; it may grow a while.
            Err(error) if is_full(&error) => self.rewrite_at *= 2,
            Err(error) => self.fail(JOURNAL_FILE, &error),
        }
    }

    fn close(mut self) {
        self.commit(Vec::new());
        self.finish_logging();
        if !self.log.is_written() {
            log::error!("the last rows of the log are not written; the next start adds them");
        }
        if !self.marks.is_empty() {
            let count = self.marks.len();
            log::error!("read messages that could not be marked, and will be sent again: {count}");
        }
        match self.journal.close() {
            Err(CommitError::Failed(error)) => fail(&self.folder, JOURNAL_FILE, &error),
            Ok(()) | Err(CommitError::Full(_)) => {}
        }
    }

    fn fail(&self, file: &str, error: &io::Error) -> ! {
        fail(&self.folder, file, error)
    }
}

/// Ends the process, before anybody is told anything more.
fn fail(folder: &DataFolder, file: &str, error: &io::Error) -> ! {
    log::error!(
        "{}: the disk failed: {error}; check it before the next start",
        folder.file(file).display()
    );
    process::exit(EXIT_DISK_FAILED.into())
}
