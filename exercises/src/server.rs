//! A student's server, running on a thread of the test.

use std::fmt::Debug;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use testkit::deadline::patience;

/// How long [`Server::expect_running`] looks.
const MOMENT: Duration = Duration::from_millis(100);

/// A server that was started by [`start`]. It is not stopped: it ends with the test's process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    ended: Receiver<Result<(), String>>,
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
    let (sender, ended) = sync_channel(1);
    thread::spawn(move || {
        let returned = match serve(listener) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("`serve` has returned with an error: {error}")),
        };
        // Several may ask what has become of it, one after the other.
        while sender.send(returned.clone()).is_ok() {}
    });
    Server { address, ended }
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `serve` must return by the deadline, and without an error; `why` says which rule asks for
    /// that, and what may be in the way.
    ///
    /// # Panics
    /// Where it has not, or has panicked.
    #[track_caller]
    pub fn expect_return(&self, why: &str) {
        let received = match self.ended.recv_timeout(patience()) {
            Ok(Ok(())) => return,
            Ok(Err(words)) => words,
            Err(RecvTimeoutError::Disconnected) => "`serve` has panicked".to_owned(),
            Err(RecvTimeoutError::Timeout) => format!("it still runs after {:?}", patience()),
        };
        panic!("{why}\n  expected: `serve` returns Ok\n  received: {received}");
    }

    /// `serve` must not have returned yet. What returns too early does so at once, so this looks for
    /// a moment only; a server that is right never fails here, however slow the machine is.
    ///
    /// # Panics
    /// Where it has returned.
    #[track_caller]
    pub fn expect_running(&self, why: &str) {
        if self.ended.recv_timeout(MOMENT) != Err(RecvTimeoutError::Timeout) {
            panic!("{why}\n  expected: `serve` waits\n  received: it has returned, or panicked");
        }
    }

    /// What has become of it, where it does not run any more: the cause of whatever a client missed.
    pub fn obituary(&self) -> Option<String> {
        // A client may notice the end of a server a moment before its thread has said why.
        match self.ended.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(())) => {
                Some("`serve` has returned, so nobody accepts clients any more".to_owned())
            }
            Ok(Err(words)) => Some(words),
            Err(RecvTimeoutError::Disconnected) => Some("`serve` has panicked".to_owned()),
            Err(RecvTimeoutError::Timeout) => None,
        }
    }
}
