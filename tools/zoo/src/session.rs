//! What one connected user may do.

use std::io;
use std::thread;
use std::time::Duration;

use crate::Defect;
use crate::connection::Connection;
use crate::inbox::{Inboxes, Message};
use crate::link::Links;
use crate::message_log::{MessageLog, Moment, now};
use crate::protocol::ClientLine;
use crate::reading::{Reading, Sent};
use crate::users::Users;

/// How much later than a line the system may report a reset that came before it.
const RESET_DELAY: Duration = Duration::from_millis(20);

/// What all sessions share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) users: Users,
    pub(crate) inboxes: Inboxes,
    pub(crate) log: MessageLog,
    pub(crate) links: Links,
    pub(crate) defect: Option<Defect>,
    pub(crate) reading: Reading,
}

impl Shared {
    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Whether the end of one session is the end of all; `own` is how the asking session is doing.
    ///
    /// Asked before each answer too, because the thread whose client breaks its connection may
    /// notice that later than another thread gets its next line.
    pub(crate) fn is_disturbed(&self, own: &io::Result<()>) -> bool {
        if !self.has(Defect::AResetEndsEverything) {
            return false;
        }
        // The system handles a reset and a line that was sent after it on two processors, so the
        // line may be first.
        if self.links.are_several() {
            thread::sleep(RESET_DELAY);
        }
        own.is_err() || self.links.have_ended_or_broken()
    }
}

/// Lets a user in, then answers the login and every line with a batch.
pub(crate) fn session(connection: &mut Connection, shared: &Shared) -> io::Result<()> {
    let Some(login) = log_in(connection, shared)? else {
        return Ok(());
    };
    shared.inboxes.begin(&login);
    let mut sent = Sent::default();
    let ended = converse(connection, &login, &mut sent, shared);
    sent.end(&login, ended.is_ok(), shared)?;
    ended
}

/// Answers the login and every line.
fn converse(
    connection: &mut Connection,
    login: &str,
    sent: &mut Sent,
    shared: &Shared,
) -> io::Result<()> {
    answer(connection, login, Ok(()), sent, shared)?;
    while let Some(line) = connection.read_line()? {
        sent.next_line(login, shared)?;
        if line.is_empty() && shared.has(Defect::NoBatchForAnEmptyLine) {
            continue;
        }
        let done = take(login, &line, shared)?;
        if shared.is_disturbed(&Ok(())) || done.as_ref().is_err_and(|notice| closes(notice, shared))
        {
            return Ok(());
        }
        answer(connection, login, done, sent, shared)?;
    }
    Ok(())
}

/// Reads the first line, which is the login; none if nobody comes in.
fn log_in(connection: &mut Connection, shared: &Shared) -> io::Result<Option<String>> {
    let Some(line) = connection.read_line()? else {
        return Ok(None);
    };
    if shared.is_disturbed(&Ok(())) {
        return Ok(None);
    }
    let login = shared.users.who_comes_in(&line);
    if login.is_none() {
        if shared.has(Defect::AStrangerEndsAll) {
            shared.links.end_others(connection.link());
        }
        connection.refuse("unknown-user")?;
    }
    Ok(login)
}

/// What became of a line: nothing to say, or the notice that its sender gets.
type Done = Result<(), String>;

/// Does what a line asks for.
fn take(from: &str, line: &[u8], shared: &Shared) -> io::Result<Done> {
    let (to, text) = match ClientLine::parse(line, shared.defect) {
        Ok(ClientLine::Message { to, text }) => (to, text),
        Ok(ClientLine::Empty) => return Ok(Ok(())),
        Err(notice) => return Ok(Err(notice)),
    };
    if !shared.users.has(&to) {
        return Ok(Err(format!("unknown-recipient {to}")));
    }
    let message = Message {
        sent_at: now(),
        from: from.to_owned(),
        text,
    };
    for to in shared.users.who_gets_it(from, &to) {
        if let Err(notice) = shared.inboxes.put(&to, message.clone()) {
            return Ok(Err(notice));
        }
        let sent = std::slice::from_ref(&message);
        shared.log.note(Moment::Sent, &to, sent)?;
    }
    Ok(Ok(()))
}

/// Whether this notice ends the session. In a correct server it never does.
fn closes(notice: &str, shared: &Shared) -> bool {
    match shared.defect {
        Some(Defect::ABadLineCloses) => notice == "bad-line",
        Some(Defect::AnUnknownRecipientCloses) => notice.starts_with("unknown-recipient "),
        _ => false,
    }
}

/// Sends a batch, and keeps in mind what was in it.
fn answer(
    connection: &mut Connection,
    login: &str,
    done: Done,
    sent: &mut Sent,
    shared: &Shared,
) -> io::Result<()> {
    let messages = shared.inboxes.take(login);
    let batch = batch(done, &messages, shared);
    let has_more = shared.reading == Reading::NextLine && connection.has_more()?;
    sent.begin(messages, has_more);
    connection.send(&batch)?;
    sent.written(login, shared)
}

/// Why the line was not stored, the messages, and the `f` (protocol page, 3).
fn batch(done: Done, messages: &[Message], shared: &Shared) -> String {
    let notice = done.err().map(|notice| format!("! {notice}\n"));
    let times = 1 + usize::from(shared.has(Defect::MessagesComeTwice));
    let messages: String = messages
        .iter()
        .map(|Message { from, text, .. }| format!("@{from} {text}\n").repeat(times))
        .collect();
    let notice = notice.unwrap_or_default();
    if shared.has(Defect::FBeforeMessages) {
        format!("{notice}f\n{messages}")
    } else {
        format!("{notice}{messages}f\n")
    }
}
