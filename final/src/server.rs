//! The server: accepts connections, within limits, until it is told to stop.
//!
//! It is given its listener and its store, and owns every thread that it starts: one accepts, and
//! one serves each client (`threads`). They are joined when the server stops.

mod connections;
pub mod exposure;
mod gate;
pub mod identity;
mod network;
mod threads;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle, Scope};
use std::time::{Duration, Instant};

use crate::connection::Connection;
use crate::limits::Limits;
use crate::protocol::{Code, Notice};
use crate::store::Store;
use crate::tls::Stream;
use crate::users::Users;
use connections::{Admitted, Connections, busy};
use gate::Gate;
use identity::Identity;

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
    gate: Arc<Gate>,
    limits: Limits,
}

impl Server {
    /// Starts to serve the store's users on a listener, without TLS; those who have a password are
    /// asked for it.
    ///
    /// # Errors
    /// Where the system has no thread left, or does not know the listener's address.
    pub fn start(
        listener: TcpListener,
        store: Store,
        users: &Users,
        limits: &Limits,
    ) -> io::Result<Self> {
        Self::start_as(None, listener, store, users, limits)
    }

    /// Starts to serve the store's users on a listener; over TLS, if the server has an identity, and
    /// then over nothing else.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_as(
        identity: Option<Identity>,
        listener: TcpListener,
        store: Store,
        users: &Users,
        limits: &Limits,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let gate = Arc::new(Gate::new(users.passwords(), limits));
        let connections = Arc::new(Connections::new(limits));
        let acceptor = thread::Builder::new().name("acceptor".to_owned()).spawn({
            let (connections, store) = (Arc::clone(&connections), store.clone());
            let (gate, limits) = (Arc::clone(&gate), limits.clone());
            move || {
                accept(
                    &listener,
                    identity.as_ref(),
                    &connections,
                    &store,
                    &gate,
                    &limits,
                )
            }
        })?;
        Ok(Self {
            address,
            connections,
            acceptor,
            store,
            gate,
            limits: limits.clone(),
        })
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets the acceptor look whether it shall stop: nothing else wakes a blocking accept on every
    /// system.
    fn wake_acceptor(&self) -> io::Result<()> {
        let address = reachable(self.address);
        let mut woken = TcpStream::connect_timeout(&address, WAKE_TIME);
        let deadline = Instant::now() + WAKE_TIME;
        // Without a descriptor to spare there is one as soon as the first client has gone.
        while woken.is_err() && Instant::now() < deadline {
            thread::sleep(ACCEPT_PAUSE);
            woken = TcpStream::connect_timeout(&address, WAKE_TIME);
        }
        woken.map(drop)
    }

    /// Says `! closing` to every client, joins every thread and closes the store: within 5 seconds,
    /// also where clients do not read.
    pub fn stop(self) {
        self.connections
            .end_all(&Notice::new(Code::Closing, "the server stops"));
        self.gate.close();
        let waker = self.wake_acceptor();
        if !self.connections.wait_until_empty(self.limits.stop_time) {
            self.connections.cut_all();
        }
        if waker.is_err() || self.acceptor.join().is_err() {
            log::error!("the acceptor cannot be woken, or panicked; its thread is left behind");
        }
        self.store.close();
    }
}

/// The address at which this machine reaches its own listener.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let mut address = listening;
    match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// Accepts until the connections are closed; returns when every client's thread has ended.
fn accept(
    listener: &TcpListener,
    identity: Option<&Identity>,
    connections: &Arc<Connections>,
    store: &Store,
    gate: &Gate,
    limits: &Limits,
) {
    thread::scope(|scope| {
        while !connections.is_closed() {
            match listener.accept() {
                Ok((socket, _)) => {
                    let stream = begin(socket, identity);
                    welcome(scope, stream, connections, store, gate, limits);
                }
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
    stream: io::Result<Stream>,
    connections: &Arc<Connections>,
    store: &Store,
    gate: &'env Gate,
    limits: &'env Limits,
) {
    // An error means that the client is gone already.
    let connection = stream.and_then(|stream| Connection::new(stream, limits));
    let Ok(connection) = connection.map(Arc::new) else {
        return;
    };
    let admitted = match connections.admit(&connection, connection.peer().ip()) {
        Ok(admitted) => admitted,
        Err(notice) => return connection.dismiss(&notice),
    };
    let store = store.clone();
    let thread =
        threads::builder().spawn_scoped(scope, move || serve(&admitted, &store, gate, limits));
    if let Err(error) = thread {
        log::warn!(
            "{}: no thread for the connection: {error}",
            connection.peer()
        );
        connection.dismiss(&busy());
    }
}

/// The stream of an accepted socket: with TLS, if the server has an identity.
fn begin(socket: TcpStream, identity: Option<&Identity>) -> io::Result<Stream> {
    match identity {
        Some(identity) => identity.answer(socket),
        None => Ok(Stream::plain(socket)),
    }
}

/// Serves one client; whatever goes wrong ends its session and no other.
fn serve(admitted: &Admitted, store: &Store, gate: &Gate, limits: &Limits) {
    let serve = AssertUnwindSafe(|| threads::serve(admitted, store, gate, limits));
    let served = catch_unwind(serve);
    if served.is_err() {
        let connection = admitted.connection();
        log::error!("{}: the session panicked", connection.peer());
        // Somebody else may have a share in it: its client shall not wait for an end.
        connection.cut();
    }
}
