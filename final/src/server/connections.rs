//! Which connections there are, and how many there may be.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::connection::Connection;
use crate::limits::Limits;
use crate::protocol::{Code, Notice};

/// Every open connection.
pub(super) struct Connections {
    open: Mutex<Open>,
    left: Condvar,
    before_login: usize,
    most: usize,
}

#[derive(Default)]
struct Open {
    closed: Option<Notice>,
    next: u64,
    /// By age.
    before_login: BTreeMap<u64, Arc<Connection>>,
    others: HashMap<u64, Arc<Connection>>,
}

impl Open {
    fn len(&self) -> usize {
        self.before_login.len() + self.others.len()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.before_login.values().chain(self.others.values())
    }
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Self {
        let Limits {
            before_login,
            connections: most,
            ..
        } = *limits;
        Self {
            open: Mutex::default(),
            left: Condvar::new(),
            before_login,
            most,
        }
    }

    /// Counts a connection, which then has to log in.
    ///
    /// # Errors
    /// The notice to turn it away with.
    pub(super) fn admit(
        self: &Arc<Self>,
        connection: &Arc<Connection>,
    ) -> Result<Admitted, Notice> {
        let mut open = self.lock();
        if let Some(notice) = &open.closed {
            return Err(notice.clone());
        }
        if open.len() >= self.most {
            return Err(busy());
        }
        if open.before_login.len() >= self.before_login
            && let Some((number, oldest)) = open.before_login.pop_first()
        {
            oldest.end(Notice::new(Code::Busy, "others are waiting; log in sooner"));
            open.others.insert(number, oldest);
        }
        let number = open.next;
        open.next += 1;
        open.before_login.insert(number, Arc::clone(connection));
        Ok(Admitted {
            connections: Arc::clone(self),
            number,
            connection: Arc::clone(connection),
        })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed.is_some()
    }

    /// Ends every connection, and every later one, with a notice.
    pub(super) fn end_all(&self, notice: &Notice) {
        let mut open = self.lock();
        open.closed = Some(notice.clone());
        open.all()
            .for_each(|connection| connection.end(notice.clone()));
    }

    /// Waits for every connection to be gone; `false` where some are still there after this time.
    pub(super) fn wait_until_empty(&self, time: Duration) -> bool {
        let open = self.lock();
        let waited = self
            .left
            .wait_timeout_while(open, time, |open| open.len() > 0);
        let (open, _) = waited.unwrap_or_else(PoisonError::into_inner);
        open.len() == 0
    }

    /// Cuts what is left, without a farewell.
    pub(super) fn cut_all(&self) {
        self.lock().all().for_each(|connection| connection.cut());
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A counted connection; it is counted no more when this is dropped.
pub(super) struct Admitted {
    connections: Arc<Connections>,
    number: u64,
    connection: Arc<Connection>,
}

impl Admitted {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// The login line has come.
    pub(super) fn has_logged_in(&self) {
        let mut open = self.connections.lock();
        if let Some(connection) = open.before_login.remove(&self.number) {
            open.others.insert(self.number, connection);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.before_login.remove(&self.number);
        open.others.remove(&self.number);
        drop(open);
        self.connections.left.notify_all();
    }
}

/// The notice for a client that there is no room for.
pub(super) fn busy() -> Notice {
    Notice::new(Code::Busy, "too many connections; try again later")
}
