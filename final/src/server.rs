//! The server: accepts connections, within limits, until it is told to stop.
//!
//! It is given its listener and its store, and owns every thread that it starts: one accepts, and
//! one serves each client (`threads`). They are joined when the server stops.

mod connections;
mod threads;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle, Scope};
use std::time::Duration;

use crate::connection::Connection;
use crate::limits::Limits;
use crate::message_log::LogError;
use crate::protocol::{Code, Notice};
use crate::store::Store;
use connections::{Admitted, Connections};

/// How long the accept loop rests after an error such as *too many open files*, which lasts.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long the accept loop may take to notice that it shall stop.
const WAKE_TIME: Duration = Duration::from_secs(1);

/// A running server. Dropping it lets it run on; [`Server::stop`] ends it.
pub struct Server {
    address: SocketAddr,
    connections: Arc<Connections>,
    acceptor: JoinHandle<()>,
    store: Store,
    limits: Limits,
}

impl Server {
    /// Starts to serve the store's users on a listener.
    ///
    /// # Errors
    /// Where the system has no thread left, or does not know the listener's address.
    pub fn start(listener: TcpListener, store: Store, limits: &Limits) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let connections = Arc::new(Connections::new(limits));
        let acceptor = thread::Builder::new().name("acceptor".to_owned()).spawn({
            let (connections, store) = (Arc::clone(&connections), store.clone());
            let limits = limits.clone();
            move || accept(&listener, &connections, &store, &limits)
        })?;
        Ok(Self {
            address,
            connections,
            acceptor,
            store,
            limits: limits.clone(),
        })
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Says `! closing` to every client, joins every thread and closes the store: within 5 seconds,
    /// also where clients do not read.
    ///
    /// # Errors
    /// [`LogError`] where the last rows of the message log could not be written.
    pub fn stop(self) -> Result<(), LogError> {
        self.connections
            .end_all(&Notice::new(Code::Closing, "the server stops"));
        // Nothing else wakes a blocking accept on every system.
        let _ = TcpStream::connect_timeout(&reachable(self.address), WAKE_TIME);
        if !self.connections.wait_until_empty(self.limits.stop_time) {
            self.connections.cut_all();
        }
        if self.acceptor.join().is_err() {
            log::error!("the acceptor panicked");
        }
        match self.store.unread() {
            0 => {}
            unread => {
                log::warn!("{unread} unread messages are given up: they were kept in memory only")
            }
        }
        self.store.close()
    }
}

/// The address at which this machine reaches its own listener.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

/// Accepts until the connections are closed; returns when every client's thread has ended.
fn accept(listener: &TcpListener, connections: &Arc<Connections>, store: &Store, limits: &Limits) {
    thread::scope(|scope| {
        while !connections.is_closed() {
            match listener.accept() {
                Ok((stream, _)) => welcome(scope, stream, connections, store, limits),
                Err(error) => {
                    log::warn!("cannot accept a connection: {error}");
                    thread::sleep(ACCEPT_PAUSE);
                }
            }
        }
    });
}

/// Gives a new connection its thread, or turns it away.
fn welcome<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    stream: TcpStream,
    connections: &Arc<Connections>,
    store: &Store,
    limits: &'env Limits,
) {
    // An error means that the client is gone already.
    let Ok(connection) = Connection::new(stream, limits.write_time).map(Arc::new) else {
        return;
    };
    let admitted = match connections.admit(&connection) {
        Ok(admitted) => admitted,
        Err(notice) => return connection.dismiss(&notice),
    };
    let store = store.clone();
    let thread = threads::builder().spawn_scoped(scope, move || serve(&admitted, &store, limits));
    if let Err(error) = thread {
        log::warn!(
            "{}: no thread for the connection: {error}",
            connection.peer()
        );
        connection.dismiss(&Notice::new(
            Code::Busy,
            "too many connections; try again later",
        ));
    }
}

/// Serves one client; whatever goes wrong ends its session and no other.
fn serve(admitted: &Admitted, store: &Store, limits: &Limits) {
    let served = catch_unwind(AssertUnwindSafe(|| threads::serve(admitted, store, limits)));
    if served.is_err() {
        log::error!("{}: the session panicked", admitted.connection().peer());
    }
}
