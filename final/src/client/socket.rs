//! The socket of a connection, which one thread reads and another writes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long one address may take to answer at all.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long a line may take to be written; a server that reads nothing for so long is lost.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// A socket that one thread reads and another writes; a clone is the same socket, and no second
/// descriptor.
#[derive(Debug, Clone)]
pub(super) struct Socket {
    pub(super) stream: Arc<TcpStream>,
    /// When this clone gives up reading. The system's timeout is for each read: a server that sends
    /// one byte now and then would never be late.
    pub(super) read_until: Option<Instant>,
}

impl Socket {
    /// Ends the connection in order, and with it a read that waits on another thread.
    pub(super) fn close(&self) {
        // It may be gone already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(until) = self.read_until {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left))?;
        }
        (&*self.stream).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.stream).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.stream).flush()
    }
}

/// Tries each address that the name has, and reports what the last one said.
pub(super) fn open(server: &str) -> io::Result<Socket> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in server.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(WRITE_WITHIN))?;
                return Ok(Socket {
                    stream: Arc::new(stream),
                    read_until: None,
                });
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
