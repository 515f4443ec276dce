//! Lines over a socket: bounded, whole, and without their ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The longest line of a client in bytes, without the line feed and the carriage return before it.
const CLIENT_LINE_MAX: usize = 4096;

/// Lines over a socket.
pub(crate) struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        // An answer leaves at once, and does not wait for the next one to travel with.
        stream.set_nodelay(true)?;
        // A client that reads nothing for 3 seconds is given up: its thread does not wait for ever.
        stream.set_write_timeout(Some(Duration::from_secs(3)))?;
        let reader = BufReader::new(stream);
        Ok(Self { reader })
    }

    /// The next line without its end, or `None` when there is no further one.
    pub(crate) fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        // With its line feed the longest line has one byte more, and with a CR two. What is longer
        // is not read.
        let limit = CLIENT_LINE_MAX as u64 + 1;
        self.reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?;
        if line.ends_with(b"\r") {
            self.reader.by_ref().take(1).read_until(b'\n', &mut line)?;
        }
        if line.pop_if(|last| *last == b'\n').is_none() {
            if line.len() > CLIENT_LINE_MAX {
                self.refuse("line-too-long")?;
            }
            return Ok(None); // What the client did not finish is not a line.
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Some(line))
    }

    /// Sends all of it with one write, so that it travels together.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    /// Says why the session ends. Then it reads the rest of the input and drops it: if a stream is
    /// closed with unread bytes, the system throws away what was just sent.
    pub(crate) fn refuse(&mut self, code: &str) -> io::Result<()> {
        self.send(format!("! {code}\n").as_bytes())?;
        let stream = self.reader.get_mut();
        stream.shutdown(Shutdown::Write)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        // A client that does not stop sending is left after 64 KiB, or after two seconds at most.
        let deadline = Instant::now() + Duration::from_secs(1);
        let mut rest = stream.take(64 * 1024);
        while Instant::now() < deadline && rest.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        Ok(())
    }
}

/// Dropping a stream ends the connection only if there is no other handle of it. This always does.
impl Drop for Connection {
    fn drop(&mut self) {
        let _ = self.reader.get_ref().shutdown(Shutdown::Both);
    }
}
