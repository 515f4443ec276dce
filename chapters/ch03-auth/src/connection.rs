//! Lines over a socket: bounded, whole, and without their ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

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
        // A client that reads nothing for so long is given up: its thread is not to wait for ever.
        stream.set_write_timeout(Some(Duration::from_secs(3)))?;
        let reader = BufReader::new(stream);
        Ok(Self { reader })
    }

    /// The next line without its end, or `None` when there is no further one.
    pub(crate) fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        // With its line feed the longest line has a byte more, and with a CR one more still. What
        // is longer is not read.
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

    /// Says why the session ends. The rest of the input is read to nowhere: closing with unread
    /// bytes would make the system throw away what was just sent.
    pub(crate) fn refuse(&mut self, code: &str) -> io::Result<()> {
        self.send(format!("! {code}\n").as_bytes())?;
        let stream = self.reader.get_mut();
        stream.shutdown(Shutdown::Write)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        // What the client still sends is of no interest, nor is how that ends.
        let _ = io::copy(&mut stream.take(1024 * 1024), &mut io::sink());
        Ok(())
    }
}
