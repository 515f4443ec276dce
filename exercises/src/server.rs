//! A student's server, running on a thread of the test.

use std::fmt::Debug;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// A server that was started by [`start`]. It is not stopped: it ends with the test's process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    ended: Receiver<String>,
}

/// Starts a server function on a free port of this machine.
///
/// # Panics
/// Where there is no free port.
pub fn start<T: Debug>(
    serve: impl FnOnce(TcpListener) -> io::Result<T> + Send + 'static,
) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of this machine");
    let address = listener.local_addr().expect("a bound listener has one");
    let (sender, ended) = channel();
    thread::spawn(move || {
        let _ = sender.send(match serve(listener) {
            Ok(_) => "`serve` has returned, so nobody accepts clients any more".to_owned(),
            Err(error) => format!("`serve` has returned with an error: {error}"),
        });
    });
    Server { address, ended }
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has become of it, where it does not run any more; empty where it does.
    pub(crate) fn obituary(&self) -> String {
        // A client may notice the end of a server a moment before its thread has said why.
        match self.ended.recv_timeout(Duration::from_millis(50)) {
            Ok(words) => format!("\n  the server: {words}"),
            Err(RecvTimeoutError::Disconnected) => {
                "\n  the server: `serve` has panicked".to_owned()
            }
            Err(RecvTimeoutError::Timeout) => String::new(),
        }
    }
}
