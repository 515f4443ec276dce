//! The connections that are open.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A connection to a client, as the rest of the server sees it: something to end.
#[derive(Debug)]
pub(crate) struct Link {
    stream: TcpStream,
    /// Whether the server has begun to end it.
    ending: AtomicBool,
}

impl Link {
    pub(crate) fn new(stream: TcpStream) -> Link {
        let ending = AtomicBool::new(false);
        Link { stream, ending }
    }

    /// A second handle, to read and to write.
    pub(crate) fn stream(&self) -> io::Result<TcpStream> {
        self.stream.try_clone()
    }

    /// Ends one side of it, or both: whoever waits for it is woken.
    pub(crate) fn end(&self, how: Shutdown) {
        self.ending.store(true, Ordering::SeqCst);
        // It fails only where there is nothing left to end.
        let _ = self.stream.shutdown(how);
    }

    /// Whether the client has broken it (RST): nobody is at the other end, and the server has not
    /// caused it. A client that has said its orderly end (FIN) is there still.
    fn is_broken(&self) -> bool {
        self.stream.peer_addr().is_err() && !self.ending.load(Ordering::SeqCst)
    }
}

/// All of them, as long as the server runs.
#[derive(Debug)]
pub(crate) struct Links {
    /// None when the server ends.
    open: Mutex<Option<Vec<Arc<Link>>>>,
}

impl Links {
    pub(crate) fn new() -> Links {
        let open = Mutex::new(Some(Vec::new()));
        Links { open }
    }

    /// Takes a new one in, unless the server ends. Under the same lock as [`Links::end`], so that
    /// none is overlooked.
    pub(crate) fn add(&self, link: &Arc<Link>) -> bool {
        self.with(|open| open.as_mut().map(|open| open.push(Arc::clone(link))))
            .is_some()
    }

    pub(crate) fn remove(&self, link: &Arc<Link>) {
        self.with(|open| {
            if let Some(open) = open {
                open.retain(|other| !Arc::ptr_eq(other, link));
            }
        });
    }

    /// Ends all of them, and lets none in from now on. Says whether there was something to end.
    pub(crate) fn end(&self) -> bool {
        let open = self.with(Option::take);
        let is_first = open.is_some();
        for link in open.into_iter().flatten() {
            link.end(Shutdown::Both);
        }
        is_first
    }

    /// Ends those that are open now, but for this one; others may be opened.
    pub(crate) fn end_others(&self, own: &Arc<Link>) {
        self.with(|open| {
            let others = open.iter().flatten().filter(|link| !Arc::ptr_eq(link, own));
            others.for_each(|link| link.end(Shutdown::Both));
        });
    }

    /// Whether they have been ended.
    pub(crate) fn have_ended(&self) -> bool {
        self.with(|open| open.is_none())
    }

    /// Whether more than one is open.
    pub(crate) fn are_several(&self) -> bool {
        self.with(|open| open.as_ref().is_some_and(|open| open.len() > 1))
    }

    /// Whether they have been ended, or a client has broken one. Both under one lock, so that the
    /// thread that ends them is not between the two.
    pub(crate) fn have_ended_or_broken(&self) -> bool {
        self.with(|open| {
            let open = open.as_ref();
            open.is_none_or(|open| open.iter().any(|link| link.is_broken()))
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Option<Vec<Arc<Link>>>) -> T) -> T {
        act(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
