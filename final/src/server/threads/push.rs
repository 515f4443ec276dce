//! A push session: one thread reads, another has the session and writes. Whatever happens to the
//! session is put into [`Arrivals`], by whomever, and the writer takes it from there: nobody else
//! ever writes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use super::{End, builder, elsewhere, say_goodbye};
use crate::connection::{Connection, Lines};
use crate::protocol::{Code, Login};
use crate::server::connections::busy;
use crate::session::{Input, Output, Push, Session};
use crate::store::{Event, Port, Store, Token};

/// How many bytes of lines may wait for a writer that is busy; the reader then waits too, and TCP
/// makes the client wait.
const ARRIVALS_MAX: usize = 64 * 1024;

/// What an empty line costs all the same.
const LINE_COST: usize = size_of::<Vec<u8>>();

/// Drives the session of a user to its end.
pub(super) fn run(connection: &Arc<Connection>, lines: Lines, login: &Login, store: &Store) {
    let arrivals = Arc::new(Arrivals::new(Arc::clone(connection)));
    thread::scope(|scope| {
        let _parting = Parting(&arrivals);
        // Before the inbox is opened: where there is no thread left, an older session lives on.
        let reader = builder().spawn_scoped(scope, || read(lines, &arrivals));
        let end = match reader {
            Ok(_) => write(connection, &arrivals, login, store),
            Err(_) => End::Refused(busy()),
        };
        if matches!(end, End::Broken) {
            connection.cut();
        }
        say_goodbye(connection, end);
    });
}

/// Holds the session and writes.
fn write(connection: &Connection, arrivals: &Arc<Arrivals>, login: &Login, store: &Store) -> End {
    let Some(mailbox) = store.open_inbox(login, Arc::clone(arrivals) as _) else {
        return End::Refused(elsewhere());
    };
    let mut out = Output::default();
    let session = Push::start(mailbox, &mut out);
    Writer {
        connection,
        session,
        arrivals,
        out,
    }
    .converse()
}

/// Each of the two threads leaves this behind, also when it panics: the other must not wait for it
/// for ever.
struct Parting<'a>(&'a Arrivals);

impl Drop for Parting<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.connection.cut();
        }
        self.0.add(|arrived| {
            arrived.closed = true;
            arrived.end.get_or_insert(End::Broken);
        });
    }
}

/// Reads lines until no more come.
fn read(mut lines: Lines, arrivals: &Arrivals) {
    let _parting = Parting(arrivals);
    let end = loop {
        match lines.next_line() {
            Some(Ok(line)) => arrivals.add_line(line),
            Some(Err(_)) => break End::line_too_long(),
            None => {
                if let Err(end) = lines.fill(None) {
                    break end.into();
                }
            }
        }
    };
    arrivals.add(|arrived| arrived.end = Some(end));
}

/// Where what happens to a session waits for its writer.
struct Arrivals {
    connection: Arc<Connection>,
    arrived: Mutex<Arrived>,
    changed: Condvar,
}

/// What has happened since the writer last looked.
#[derive(Default)]
struct Arrived {
    lines: Vec<Vec<u8>>,
    line_bytes: usize,
    verdicts: Vec<(Token, Result<u64, Code>)>,
    mail: bool,
    end: Option<End>,
    /// Nobody looks any more.
    closed: bool,
}

impl Arrived {
    fn is_empty(&self, lines: bool) -> bool {
        let quiet = self.verdicts.is_empty() && !self.mail;
        quiet && (!lines || self.lines.is_empty() && self.end.is_none())
    }
}

impl Arrivals {
    fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            arrived: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn add(&self, change: impl FnOnce(&mut Arrived)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Adds a line; waits while too many are there.
    fn add_line(&self, line: &[u8]) {
        let full = |arrived: &mut Arrived| arrived.line_bytes > ARRIVALS_MAX && !arrived.closed;
        let waited = self.changed.wait_while(self.lock(), full);
        let mut arrived = waited.unwrap_or_else(PoisonError::into_inner);
        arrived.line_bytes += line.len() + LINE_COST;
        arrived.lines.push(line.to_owned());
        drop(arrived);
        self.changed.notify_all();
    }

    /// Waits for something to happen and takes all of it. Lines, and the end behind them, are left
    /// where they are while earlier ones wait for the disk: so what waits has a bound.
    fn take(&self, lines: bool) -> Arrived {
        let waited = self
            .changed
            .wait_while(self.lock(), |arrived| arrived.is_empty(lines));
        let mut arrived = waited.unwrap_or_else(PoisonError::into_inner);
        if !lines {
            return Arrived {
                verdicts: std::mem::take(&mut arrived.verdicts),
                mail: std::mem::take(&mut arrived.mail),
                ..Arrived::default()
            };
        }
        let taken = std::mem::take(&mut *arrived);
        drop(arrived);
        self.changed.notify_all();
        taken
    }

    fn lock(&self) -> MutexGuard<'_, Arrived> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Port for Arrivals {
    fn notify(&self, event: Event) {
        match event {
            Event::Committed(token, verdict) => self.add(|it| it.verdicts.push((token, verdict))),
            Event::Mail => self.add(|it| it.mail = true),
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

struct Writer<'a> {
    connection: &'a Connection,
    session: Push,
    arrivals: &'a Arrivals,
    out: Output,
}

impl Writer<'_> {
    /// Tells the session what happens, and writes what it says, until the end has come and every
    /// line before it has its answer.
    fn converse(mut self) -> End {
        let mut end = None;
        loop {
            while !self.out.bytes.is_empty() {
                if self.connection.write(&self.out.bytes).is_err() {
                    return End::Broken;
                }
                self.out.clear();
                // There may be more mail than is sent at once.
                self.session.handle(Input::Wake, &mut self.out);
            }
            if self.session.is_settled()
                && let Some(end) = end
            {
                return end;
            }
            let arrived = self.arrivals.take(self.session.is_settled());
            end = end.or(self.tell(arrived));
        }
    }

    fn tell(&mut self, mut arrived: Arrived) -> Option<End> {
        if self.connection.ending().is_some() {
            // What comes after the server has ended the connection counts for nothing.
            arrived.lines.clear();
        }
        for line in &arrived.lines {
            self.session.handle(Input::Line(line), &mut self.out);
        }
        for (token, draft) in self.out.submits.drain(..) {
            self.session.mailbox().submit(token, draft);
        }
        for (token, verdict) in arrived.verdicts {
            self.session
                .handle(Input::Committed(token, verdict), &mut self.out);
        }
        if arrived.mail {
            self.session.handle(Input::Wake, &mut self.out);
        }
        arrived.end
    }
}
