//! A running server: something to wait for, and to end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::session::Shared;

/// A server that runs on threads of this process. Dropping it ends all its sessions, and waits for
/// the threads.
#[derive(Debug)]
pub struct Server {
    pub(crate) stopper: Stopper,
    pub(crate) accepting: Option<JoinHandle<()>>,
}

/// Ends a server from another thread.
#[derive(Debug, Clone)]
pub struct Stopper {
    pub(crate) address: SocketAddr,
    pub(crate) shared: Arc<Shared>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.stopper.address
    }

    /// What ends it, for a thread that does not have it.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Waits until it has ended: by its [`Stopper`], or by its defect.
    pub fn wait(mut self) {
        self.join();
    }

    fn join(&mut self) {
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopper.stop();
        self.join();
    }
}

impl Stopper {
    /// Ends all sessions and lets nobody in any more. Does not wait for the threads.
    pub fn stop(&self) {
        if !self.shared.links.end() {
            return;
        }
        // The loop that accepts waits for a client, so here is one.
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        let _ = TcpStream::connect(address);
    }
}
