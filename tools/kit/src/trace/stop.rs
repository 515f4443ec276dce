//! How the proxy ends.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::link::Link;

/// How long our own listener may take to accept the connection that wakes it.
const WAKE: Duration = Duration::from_secs(1);

/// Ends the proxy. A handle: clones end the same one.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    own: SocketAddr,
    stopped: Arc<AtomicBool>,
    links: Arc<Mutex<Vec<Weak<Link>>>>,
}

impl Stop {
    /// For the proxy that listens there.
    pub(super) fn at(own: SocketAddr) -> Stop {
        Stop {
            own,
            stopped: Arc::default(),
            links: Arc::default(),
        }
    }

    /// Ends it; the accept that waits is woken by a connection of our own.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let mut own = self.own;
        if own.ip().is_unspecified() {
            // Every address of this machine; not everywhere can that be called.
            own.set_ip(match own {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        // Where this fails, the next client wakes it.
        let _ = TcpStream::connect_timeout(&own, WAKE);
    }

    /// Whether it is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Remembers a connection, to close it at the end.
    pub(super) fn add(&self, link: &Arc<Link>) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|link| link.strong_count() > 0);
        links.push(Arc::downgrade(link));
    }

    /// Ends every connection that is open.
    pub(super) fn close_all(&self) {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let open: Vec<_> = links.iter().filter_map(Weak::upgrade).collect();
        drop(links);
        open.iter().for_each(|link| link.close());
    }
}
