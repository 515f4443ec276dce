//! The socket of a connection, which one thread reads and another writes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connect::ConnectError;
use super::trust::Tls;
use super::words;
use crate::tls::Stream;

/// How long one address may take to answer at all.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long the TLS handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);

/// How long a line may take to be written; a server that reads nothing for so long is lost.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// How long the end may take to be written.
const CLOSE_WITHIN: Duration = Duration::from_millis(200);

/// A socket that one thread reads and another writes; a clone is the same socket, and no second
/// descriptor.
#[derive(Debug, Clone)]
pub(super) struct Socket {
    stream: Arc<Stream>,
    /// When this clone gives up reading. The system's timeout is for each read: a server that sends
    /// one byte now and then would never be late.
    read_until: Option<Instant>,
}

impl Socket {
    /// From now on reads fail after this moment.
    pub(super) fn read_until(&mut self, deadline: Instant) {
        self.read_until = Some(deadline);
    }

    /// From now on reads wait as long as it takes.
    pub(super) fn read_for_ever(&mut self) -> io::Result<()> {
        self.read_until = None;
        self.stream.socket().set_read_timeout(None)
    }

    /// Ends the connection in order, and with it a read that waits on another thread. To be called
    /// by the thread that writes.
    pub(super) fn close(&self) {
        let socket = self.stream.socket();
        let end = self.stream.seal_end();
        // It may be gone already, or take nothing more.
        let _ = socket.set_write_timeout(Some(CLOSE_WITHIN));
        let _ = (&*socket).write_all(&end);
        let _ = socket.shutdown(Shutdown::Both);
    }

    /// Completes the TLS handshake, if there is to be one.
    fn shake_hands(&mut self) -> io::Result<()> {
        self.read_until(Instant::now() + HANDSHAKE_WITHIN);
        // Nothing but what the handshake has to say: the first word is the client's.
        let hello = self.stream.seal(&[])?;
        self.stream.socket().write_all(&hello)?;
        while self.stream.is_handshaking() {
            self.wait_no_longer()?;
            match self.stream.advance() {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
        self.read_for_ever()
    }

    /// Lets the next read wait until the deadline.
    fn wait_no_longer(&self) -> io::Result<()> {
        let Some(until) = self.read_until else {
            return Ok(());
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.socket().set_read_timeout(Some(left))
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait_no_longer()?;
        self.stream.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sealed = self.stream.seal(bytes)?;
        self.stream.socket().write_all(&sealed)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.socket().flush()
    }
}

/// Connects, and begins TLS if there is to be any.
pub(super) fn open(server: &str, tls: Option<&Tls>) -> Result<Socket, ConnectError> {
    let unreachable = |error: io::Error| ConnectError::Unreachable {
        server: server.to_owned(),
        why: error.to_string(),
    };
    let socket = reach(server).map_err(unreachable)?;
    let stream = match tls {
        Some(tls) => tls.begin(socket).map_err(unreachable)?,
        None => Stream::plain(socket),
    };
    let mut socket = Socket {
        stream: Arc::new(stream),
        read_until: None,
    };
    let shaken = socket.shake_hands();
    shaken.map_err(|error| match tls.and_then(|tls| tls.distrust(&error)) {
        Some(distrust) => distrust.into(),
        None => ConnectError::NoHandshake {
            server: server.to_owned(),
            why: reason(&error),
        },
    })?;
    Ok(socket)
}

/// Why there was no handshake.
fn reason(error: &io::Error) -> String {
    use rustls::{Error, InvalidMessage};
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref());
    match (tls, error.kind()) {
        (Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)), _) => {
            words::WITHOUT_TLS.to_owned()
        }
        (_, ErrorKind::UnexpectedEof) => words::CLOSED.to_owned(),
        (_, ErrorKind::TimedOut | ErrorKind::WouldBlock) => words::NO_ANSWER.to_owned(),
        _ => error.to_string(),
    }
}

/// Tries each address that the name has, and reports what the last one said.
fn reach(server: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in server.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(WRITE_WITHIN))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
