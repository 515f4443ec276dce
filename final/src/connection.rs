//! Lines over a socket: bounded in length and time, and an orderly end.
//!
//! A read is not a line: one may bring half a line or several. [`Lines`] keeps what has come until
//! the LF is there, and never more than a buffer of fixed size. [`Connection`] is the other half,
//! shared by the threads that write to the client or end the connection from outside.

mod farewell;
mod lines;

pub use lines::{LineTooLong, Lines, ReadEnd};

use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

use crate::protocol::Notice;

/// After this silence the kernel asks whether the peer is still there …
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
/// … this often …
const KEEPALIVE_RETRIES: u32 = 3;
/// … at this interval: a dead peer is noticed within 60 s.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);

/// A connected client. All methods may be called from any thread.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    ending: OnceLock<Notice>,
}

impl Connection {
    /// Prepares an accepted socket. A write may go on for `write_time` without any progress.
    ///
    /// # Errors
    /// Where the peer is gone already, or the system refuses an option.
    pub fn new(stream: TcpStream, write_time: Duration) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        // Replies are written whole; waiting to fill a segment would only delay them.
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(write_time))?;
        let keepalive = TcpKeepalive::new()
            .with_time(KEEPALIVE_IDLE)
            .with_interval(KEEPALIVE_INTERVAL);
        #[cfg(not(windows))] // where the number of retries is fixed
        let keepalive = keepalive.with_retries(KEEPALIVE_RETRIES);
        SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
        Ok(Self {
            stream,
            peer,
            ending: OnceLock::new(),
        })
    }

    /// The client's address.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Asks the connection's own thread to end it with this notice. The thread wakes up with an end
    /// of input, finds the notice with [`Connection::ending`], and so does not take it for the
    /// client's.
    pub fn end(&self, notice: Notice) {
        let first = self.ending.set(notice).is_ok();
        if first {
            // An error means that the client is gone, which the thread sees by itself.
            let _ = self.stream.shutdown(Shutdown::Read);
        }
    }

    /// The notice with which the server has ended the connection, if it has.
    pub fn ending(&self) -> Option<&Notice> {
        self.ending.get()
    }

    /// Ends the connection at once, also under a write that is going on.
    pub fn cut(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Ends the connection with a notice and without waiting: for one that is not even served.
    pub fn dismiss(&self, notice: &Notice) {
        // What fails here fails because the client is gone.
        let _ = self.write(format!("{notice}\n").as_bytes());
        let _ = self.stream.shutdown(Shutdown::Write);
        let _ = self.stream.set_nonblocking(true);
        let _ = self.drain();
    }

    /// Writes everything.
    ///
    /// # Errors
    /// Where the client is gone, or has taken nothing for the write time.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.stream).write_all(bytes)
    }

    /// Whether the client has sent nothing that has not been read, its end included (R1 of section
    /// 5).
    pub fn is_quiet(&self) -> bool {
        let peek = || {
            self.stream.set_nonblocking(true)?;
            let found = self.stream.peek(&mut [0]);
            self.stream.set_nonblocking(false)?;
            found
        };
        matches!(peek(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}
