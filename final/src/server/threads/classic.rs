//! A classic session: one thread, which reads and writes.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use super::{End, elsewhere, say_goodbye};
use crate::connection::{Connection, Lines};
use crate::protocol::{Code, Login};
use crate::session::{Classic, Input, Output, Session};
use crate::store::{BYTES_AT_ONCE, Event, Port, Store, Token};

type Commit = (Token, Result<u64, Code>);

/// Drives the session of a user to its end.
pub(super) fn run(connection: &Arc<Connection>, lines: Lines, login: &Login, store: &Store) {
    let (verdicts, commits) = mpsc::channel();
    let port = Arc::new(ClassicPort {
        connection: Arc::clone(connection),
        verdicts,
    });
    let Some(mailbox) = store.open_inbox(login, port) else {
        say_goodbye(connection, End::Refused(elsewhere()));
        return;
    };
    let mut out = Output::default();
    let session = Classic::start(mailbox, &mut out);
    let mut driver = Driver {
        connection,
        lines,
        session,
        commits,
        out,
    };
    let end = driver.converse();
    let evidence = say_goodbye(connection, end);
    driver
        .session
        .handle(Input::Ended(evidence), &mut driver.out);
}

/// What the store tells a classic session.
struct ClassicPort {
    connection: Arc<Connection>,
    verdicts: Sender<Commit>,
}

impl Port for ClassicPort {
    fn notify(&self, event: Event) {
        match event {
            Event::Committed(token, verdict) => {
                // Fails where the session has ended and nobody waits for the verdict.
                let _ = self.verdicts.send((token, verdict));
            }
            // The client will ask.
            Event::Mail => {}
            Event::TakenOver => self.connection.end(elsewhere()),
        }
    }

    fn since(&self) -> Option<Instant> {
        Some(self.connection.since())
    }

    fn has_ended(&self) -> bool {
        self.connection.has_ended()
    }
}

/// What has been taken of the lines that are there.
enum Taken {
    All,
    Some,
    /// All up to one that is too long.
    TooLong,
}

struct Driver<'a> {
    connection: &'a Connection,
    lines: Lines,
    session: Classic,
    commits: Receiver<Commit>,
    out: Output,
}

impl Driver<'_> {
    /// Answers lines until no more come. Each turn takes what one read has brought: what these lines
    /// submit is committed together, and their batches are written together.
    fn converse(&mut self) -> End {
        loop {
            let taken = self.take_lines();
            self.commit();
            if self.flush().is_err() {
                return End::Broken;
            }
            match taken {
                Taken::Some => {}
                Taken::TooLong => return End::line_too_long(),
                Taken::All => {
                    if let Err(end) = self.lines.fill(None) {
                        return end.into();
                    }
                }
            }
        }
    }

    /// Tells the session of the lines that are there, as long as there is not too much to write.
    fn take_lines(&mut self) -> Taken {
        while self.out.bytes.len() < BYTES_AT_ONCE {
            match self.lines.next_line() {
                Some(Ok(line)) => self.session.handle(Input::Line(line), &mut self.out),
                Some(Err(_)) => return Taken::TooLong,
                None => return Taken::All,
            }
        }
        Taken::Some
    }

    /// Submits what the session wants stored, and waits for every verdict.
    fn commit(&mut self) {
        for (token, draft) in self.out.submits.drain(..) {
            self.session.mailbox().submit(token, draft);
        }
        while !self.session.is_settled() {
            // The session's own port holds the sending end.
            let Ok((token, verdict)) = self.commits.recv() else {
                return;
            };
            self.session
                .handle(Input::Committed(token, verdict), &mut self.out);
        }
    }

    /// Writes the batches. Looked just before: only if nothing of the client is waiting can its next
    /// line be an answer to them (R1).
    fn flush(&mut self) -> io::Result<()> {
        if self.out.bytes.is_empty() {
            return Ok(());
        }
        let quiet = !self.lines.has_pending() && self.connection.is_quiet();
        self.session
            .handle(Input::AboutToFlush { quiet }, &mut self.out);
        self.connection.write(&self.out.bytes)?;
        self.out.clear();
        Ok(())
    }
}
