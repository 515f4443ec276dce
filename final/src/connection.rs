//! Lines over a socket: bounded in length and time, and an orderly end.
//!
//! A read is not a line: one may bring half a line or several. [`Lines`] keeps what has come until
//! the LF is there, and never more than a buffer of fixed size. [`Connection`] is the other half,
//! shared by the threads that write to the client or end the connection from outside.

mod farewell;
mod lines;

pub use lines::{LineTooLong, Lines, ReadEnd};

use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, SocketAddr};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};

use crate::limits::Limits;
use crate::protocol::Notice;
use crate::tls::Stream;

/// After this silence the kernel asks whether the peer is still there …
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
/// … this often …
const KEEPALIVE_RETRIES: u32 = 3;
/// … at this interval: a dead peer is noticed within 60 s.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);

/// How long sent bytes may stay without an answer of the peer's system, where one can say so (Linux):
/// the kernel asks no further questions while it waits for such an answer.
#[cfg(target_os = "linux")]
const UNANSWERED_MAX: Duration = Duration::from_secs(60);

/// How much is written with one call; so much has to get away within the write time.
const CHUNK: usize = 16 * 1024;

/// A connected client. The session's own thread reads, writes and takes leave; any other may ask it
/// to [end](Connection::end), or [cut](Connection::cut) the connection.
#[derive(Debug)]
pub struct Connection {
    stream: Stream,
    peer: SocketAddr,
    since: Instant,
    write_time: Duration,
    stop_time: Duration,
    /// The notice that ends the connection, and since when.
    ending: OnceLock<(Notice, Instant)>,
}

impl Connection {
    /// Prepares an accepted socket, with or without TLS.
    ///
    /// # Errors
    /// Where the peer is gone already, or the system refuses an option.
    pub fn new(stream: Stream, limits: &Limits) -> io::Result<Self> {
        let socket = stream.socket();
        let peer = socket.peer_addr()?;
        // Replies are written whole; waiting to fill a segment would only delay them.
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(limits.write_time))?;
        let keepalive = TcpKeepalive::new()
            .with_time(KEEPALIVE_IDLE)
            .with_interval(KEEPALIVE_INTERVAL);
        #[cfg(not(windows))] // where the number of retries is fixed
        let keepalive = keepalive.with_retries(KEEPALIVE_RETRIES);
        SockRef::from(socket).set_tcp_keepalive(&keepalive)?;
        #[cfg(target_os = "linux")]
        SockRef::from(socket).set_tcp_user_timeout(Some(UNANSWERED_MAX))?;
        let Limits {
            write_time,
            stop_time,
            ..
        } = *limits;
        Ok(Self {
            stream,
            peer,
            since: Instant::now(),
            write_time,
            stop_time,
            ending: OnceLock::new(),
        })
    }

    /// The client's address.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// When it was accepted.
    pub fn since(&self) -> Instant {
        self.since
    }

    /// Asks the connection's own thread to end it with this notice. The thread wakes up with an end
    /// of input (on Windows within a second), finds the notice with [`Connection::ending`], and so
    /// does not take it for the client's.
    pub fn end(&self, notice: Notice) {
        let first = self.ending.set((notice, Instant::now())).is_ok();
        if first {
            // An error means that the client is gone, which the thread sees by itself.
            let _ = self.stream.socket().shutdown(Shutdown::Read);
        }
    }

    /// The notice with which the server has ended the connection, if it has.
    pub fn ending(&self) -> Option<&Notice> {
        self.ending.get().map(|(notice, _)| notice)
    }

    /// Ends the connection at once, also under a write that is going on.
    pub fn cut(&self) {
        let _ = self.stream.socket().shutdown(Shutdown::Both);
    }

    /// What is wrong with the connection, where it never got as far as a TLS session.
    pub fn handshake_failure(&self) -> Option<String> {
        let trouble = || match self.stream.trouble() {
            Some(trouble) => trouble.to_string(),
            None => "the handshake was not completed".to_owned(),
        };
        self.stream.is_handshaking().then(trouble)
    }

    /// Ends the connection with a notice and without waiting: for one that is not even served. Under
    /// TLS the notice cannot be said yet.
    pub fn dismiss(&self, notice: &Notice) {
        // What fails here fails because the client is gone.
        let _ = self.write(format!("{notice}\n").as_bytes());
        let _ = self.stream.socket().shutdown(Shutdown::Write);
        let _ = self.stream.socket().set_nonblocking(true);
        let _ = self.drain();
    }

    /// Writes everything.
    ///
    /// # Errors
    /// Where the client is gone, takes less than 16 KiB within the write time, or takes longer than
    /// the stop time after the connection has been ended.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        for chunk in bytes.chunks(CHUNK) {
            if self.is_overdue() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.write_sealed(&self.stream.seal(chunk)?)?;
        }
        Ok(())
    }

    fn write_sealed(&self, mut bytes: &[u8]) -> io::Result<()> {
        let deadline = Instant::now() + self.write_time;
        while !bytes.is_empty() {
            // A call that runs into its timeout reports what got away before.
            match self.stream.socket().write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if !bytes.is_empty() && Instant::now() >= deadline {
                return Err(ErrorKind::TimedOut.into());
            }
        }
        Ok(())
    }

    fn is_overdue(&self) -> bool {
        self.ending
            .get()
            .is_some_and(|(_, since)| since.elapsed() > self.stop_time)
    }

    /// Whether the client has sent nothing that has not been read, its end included (R1 of section
    /// 5).
    pub fn is_quiet(&self) -> bool {
        let nothing_here = !self.stream.has_input() && !self.stream.has_heard_end();
        nothing_here && matches!(self.peek(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Whether the client has ended its side, or the connection has broken, and nothing that came
    /// before is waiting. Over TLS, a close_notify that
    /// nobody has read yet does not show.
    pub fn has_ended(&self) -> bool {
        match self.peek() {
            Ok(waiting) => waiting == 0 || self.stream.has_heard_end(),
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        }
    }

    /// Looks what has come, without waiting. A thread that waits for input goes on waiting.
    fn peek(&self) -> io::Result<usize> {
        let socket = self.stream.socket();
        socket.set_nonblocking(true)?;
        let found = socket.peek(&mut [0]);
        socket.set_nonblocking(false)?;
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_dead_peer_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        let observed = accepted.try_clone().unwrap();
        let _connection = Connection::new(Stream::plain(accepted), &Limits::default()).unwrap();
        let socket = SockRef::from(&observed);
        assert!(socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        {
            assert_eq!(socket.tcp_keepalive_time().unwrap(), KEEPALIVE_IDLE);
            assert_eq!(socket.tcp_keepalive_interval().unwrap(), KEEPALIVE_INTERVAL);
            assert_eq!(socket.tcp_keepalive_retries().unwrap(), KEEPALIVE_RETRIES);
            assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNANSWERED_MAX));
        }
    }
}
