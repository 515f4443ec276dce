//! A line client that never waits forever and never hides a byte.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::deadline::patience;

/// The most bytes that are held unread.
pub const MOST_UNREAD: usize = 1024 * 1024;

/// How much one read takes.
const READ: usize = 16 * 1024;

/// A connection that sends and receives lines, each with a deadline (see [`crate::deadline`]).
#[derive(Debug)]
pub struct LineClient {
    stream: TcpStream,
    limit: Duration,
    unread: Vec<u8>,
}

/// A line as it came, without its LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(pub Vec<u8>);

impl Line {
    /// Whether a CR stood before the LF. It is still part of the line's bytes.
    pub fn has_cr(&self) -> bool {
        self.0.ends_with(b"\r")
    }

    /// The line as text, CR included.
    ///
    /// # Errors
    /// Where it is not UTF-8.
    pub fn text(&self) -> Result<&str, std::str::Utf8Error> {
        std::str::from_utf8(&self.0)
    }
}

/// Why no line came.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The server ended its sending side.
    #[error("the server closed the connection")]
    Closed,
    /// The connection was broken (RST, or a broken pipe).
    #[error("the connection was reset")]
    Reset,
    /// Nothing more came in time.
    #[error("the deadline of {0:?} passed")]
    Silent(Duration),
    /// More than [`MOST_UNREAD`] bytes came without the end that was waited for.
    #[error("more than {MOST_UNREAD} bytes came without an end")]
    TooMuch,
    /// The system says something else.
    #[error("the connection failed: {0}")]
    Io(io::Error),
}

impl LineClient {
    /// Connects, within the deadline. Small writes go out at once (TCP_NODELAY).
    ///
    /// # Errors
    /// As the system reports.
    pub fn connect(address: SocketAddr) -> io::Result<LineClient> {
        LineClient::connect_within(address, patience())
    }

    /// Connects within `limit`, which is from then on the deadline of everything else.
    ///
    /// # Errors
    /// As the system reports.
    pub fn connect_within(address: SocketAddr, limit: Duration) -> io::Result<LineClient> {
        let stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(limit))?;
        Ok(LineClient {
            stream,
            limit,
            unread: Vec::new(),
        })
    }

    /// Sends bytes in one write, if the system takes them in one.
    ///
    /// # Errors
    /// As the system reports; a timeout where the server reads nothing.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Sends a line and its LF in one write.
    ///
    /// # Errors
    /// As [`LineClient::send`].
    pub fn send_line(&mut self, line: &str) -> io::Result<()> {
        self.send(format!("{line}\n").as_bytes())
    }

    /// Sends every byte in a write of its own.
    ///
    /// # Errors
    /// As [`LineClient::send`].
    pub fn send_slowly(&mut self, bytes: &[u8]) -> io::Result<()> {
        bytes.chunks(1).try_for_each(|byte| self.send(byte))
    }

    /// The next line, within the deadline.
    ///
    /// # Errors
    /// Where none came; what did come without an LF is in [`LineClient::unread`].
    pub fn receive_line(&mut self) -> Result<Line, ReceiveError> {
        self.receive_line_within(self.limit)
    }

    /// The next line, within `limit`, which is for the whole line and not for each byte.
    ///
    /// # Errors
    /// As [`LineClient::receive_line`].
    pub fn receive_line_within(&mut self, limit: Duration) -> Result<Line, ReceiveError> {
        let end_of_line = |unread: &[u8]| unread.iter().position(|&byte| byte == b'\n');
        let end = self.wait_for(limit, end_of_line)?;
        let mut line: Vec<u8> = self.unread.drain(..=end).collect();
        line.pop();
        Ok(Line(line))
    }

    /// The next bytes, exactly `count`, within the deadline.
    ///
    /// # Errors
    /// Where fewer came; they are in [`LineClient::unread`].
    pub fn receive_bytes(&mut self, count: usize) -> Result<Vec<u8>, ReceiveError> {
        let enough = |unread: &[u8]| (unread.len() >= count).then_some(count);
        self.wait_for(self.limit, enough)?;
        Ok(self.unread.drain(..count).collect())
    }

    /// Waits for the orderly end of the stream, and gives what came before it.
    ///
    /// # Errors
    /// Where the connection was reset or stayed open until the deadline.
    pub fn expect_end(&mut self) -> Result<Vec<u8>, ReceiveError> {
        match self.wait_for(self.limit, |_| None::<()>) {
            Err(ReceiveError::Closed) => Ok(std::mem::take(&mut self.unread)),
            Err(error) => Err(error),
            Ok(()) => Err(ReceiveError::TooMuch),
        }
    }

    /// Waits for more bytes than there are, for `limit` at most; they come to those of
    /// [`LineClient::unread`].
    ///
    /// # Errors
    /// Where none came.
    pub fn receive_more(&mut self, limit: Duration) -> Result<(), ReceiveError> {
        let count = self.unread.len();
        self.wait_for(limit, |unread| (unread.len() > count).then_some(()))
    }

    /// Takes all that came.
    pub fn take_unread(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.unread)
    }

    /// What came and was not taken yet.
    pub fn unread(&self) -> &[u8] {
        &self.unread
    }

    /// Says that nothing more will be sent (FIN). Receiving goes on.
    ///
    /// # Errors
    /// As the system reports, for example where the connection is gone.
    pub fn half_close(&self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }

    /// Closes the socket, as dropping the client does.
    pub fn close(self) {}

    /// Breaks the connection: the server's next read reports a reset.
    ///
    /// # Errors
    /// As the system reports.
    pub fn reset(self) -> io::Result<()> {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }

    /// Reads until `done` finds what it wants in the unread bytes.
    fn wait_for<T>(
        &mut self,
        limit: Duration,
        done: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<T, ReceiveError> {
        let end = Instant::now() + limit;
        loop {
            if let Some(found) = done(&self.unread) {
                return Ok(found);
            }
            if self.unread.len() > MOST_UNREAD {
                return Err(ReceiveError::TooMuch);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ReceiveError::Silent(limit));
            }
            match self.read_within(left) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => read.map_err(|error| receive_error(error, limit))?,
            }
        }
    }

    fn read_within(&mut self, limit: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(limit))?;
        let mut buffer = [0; READ];
        let count = self.stream.read(&mut buffer)?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.unread.extend(&buffer[..count]);
        Ok(())
    }
}

fn receive_error(error: io::Error, limit: Duration) -> ReceiveError {
    match error.kind() {
        ErrorKind::UnexpectedEof => ReceiveError::Closed,
        ErrorKind::WouldBlock | ErrorKind::TimedOut => ReceiveError::Silent(limit),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            ReceiveError::Reset
        }
        _ => ReceiveError::Io(error),
    }
}
