use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Connection;
use crate::protocol::CLIENT_LINE_MAX;
use crate::tls::HANDSHAKE;

/// How much is kept of what has come: the longest line with its CR LF, and room to read several
/// short ones at once.
const BUFFER: usize = 8 * 1024;

/// How often a thread that waits for input looks whether its connection has been ended. On Unix
/// `shutdown(Read)` wakes it; Windows does not promise that.
const LOOK_UP: Option<Duration> = if cfg!(windows) {
    Some(Duration::from_secs(1))
} else {
    None
};

/// A client's line has more than [`CLIENT_LINE_MAX`] bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTooLong;

/// Why no more lines come.
#[derive(Debug)]
pub enum ReadEnd {
    /// End of input: the client's, unless [`Connection::ending`] says that it was the server's.
    Closed,
    /// A line was not complete in time.
    TimedOut,
    /// A reset or another error.
    Broken(io::Error),
}

/// The lines of a client.
#[derive(Debug)]
pub struct Lines {
    connection: Arc<Connection>,
    line_time: Duration,
    buffer: Box<[u8]>,
    /// What has come and has not been taken.
    pending: Range<usize>,
    /// How much of it is known to hold no LF.
    searched: usize,
    /// When the first byte of an incomplete line came.
    line_began: Option<Instant>,
    /// The timeout that the socket has.
    timeout: Option<Duration>,
}

impl Lines {
    /// The lines of a connection from which nobody has read yet. Each may take `line_time` from its
    /// first byte to its LF.
    pub fn new(connection: Arc<Connection>, line_time: Duration) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self {
            connection,
            line_time,
            buffer,
            pending: 0..0,
            searched: 0,
            line_began: None,
            timeout: None,
        }
    }

    /// The next line that is there, without its LF and the CR before it. Does not read.
    pub fn next_line(&mut self) -> Option<Result<&[u8], LineTooLong>> {
        let pending = &self.buffer[self.pending.clone()];
        let Some(found) = pending[self.searched..]
            .iter()
            .position(|&byte| byte == b'\n')
        else {
            self.searched = pending.len();
            // The byte behind the longest line may be its CR.
            let at_most = CLIENT_LINE_MAX + usize::from(pending.ends_with(b"\r"));
            return (pending.len() > at_most).then_some(Err(LineTooLong));
        };
        let start = self.pending.start;
        let mut end = start + self.searched + found;
        self.pending.start = end + 1;
        self.searched = 0;
        self.line_began = None;
        if end > start && self.buffer[end - 1] == b'\r' {
            end -= 1;
        }
        let line = &self.buffer[start..end];
        Some(if line.len() > CLIENT_LINE_MAX {
            Err(LineTooLong)
        } else {
            Ok(line)
        })
    }

    /// Whether something has come that has not been taken.
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether the client begins as with TLS, on a connection that has none.
    pub fn begins_tls(&self) -> bool {
        self.buffer[self.pending.clone()].first() == Some(&HANDSHAKE)
    }

    /// Reads once: waits for more input, until the deadline, or until an incomplete line has taken
    /// its time. To be called when [`Lines::next_line`] has nothing more.
    ///
    /// # Errors
    /// The [`ReadEnd`]: nothing more comes.
    pub fn fill(&mut self, deadline: Option<Instant>) -> Result<(), ReadEnd> {
        self.make_room();
        loop {
            let deadline = deadline.into_iter().chain(self.line_deadline()).min();
            self.wait_until(deadline)?;
            let room = &mut self.buffer[self.pending.end..];
            match self.connection.stream.read(room) {
                Ok(0) => return Err(ReadEnd::Closed),
                // What comes after the server has ended the connection counts for nothing.
                _ if self.connection.ending().is_some() => return Err(ReadEnd::Closed),
                Ok(count) => {
                    self.pending.end += count;
                    return Ok(());
                }
                Err(error) if is_timeout(&error) || error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(ReadEnd::Broken(error)),
            }
        }
    }

    /// When the line that has begun has to be complete. Under TLS it has begun with the first byte of
    /// its record.
    fn line_deadline(&mut self) -> Option<Instant> {
        if self.has_pending() || self.connection.stream.has_input() {
            self.line_began.get_or_insert_with(Instant::now);
        } else {
            self.line_began = None;
        }
        self.line_began.map(|began| began + self.line_time)
    }

    /// Sets how long the next read may wait.
    fn wait_until(&mut self, deadline: Option<Instant>) -> Result<(), ReadEnd> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Err(ReadEnd::TimedOut);
        }
        let timeout = left.into_iter().chain(LOOK_UP).min();
        if timeout != self.timeout {
            let socket = self.connection.stream.socket();
            socket.set_read_timeout(timeout).map_err(ReadEnd::Broken)?;
            self.timeout = timeout;
        }
        Ok(())
    }

    /// Moves an incomplete line to the front of the buffer.
    fn make_room(&mut self) {
        self.buffer.copy_within(self.pending.clone(), 0);
        self.pending = 0..self.pending.len();
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
