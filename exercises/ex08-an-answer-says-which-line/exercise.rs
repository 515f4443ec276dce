//! Answers each line of a client.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The longest line in bytes, without the LF and the CR before it.
const LINE_MAX: usize = 4096;

/// Gives each client a thread as soon as it connects.
fn serve(listener: TcpListener) -> io::Result<()> {
    for connection in listener.incoming() {
        if let Err(error) = connection.and_then(start_session) {
            eprintln!("no session for a client: {error}");
        }
    }
    Ok(())
}

fn start_session(stream: TcpStream) -> io::Result<()> {
    thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok(())
}

/// Serves one client.
fn session(stream: TcpStream) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    while let Some(mut line) = connection.read_line()? {
        line.push(b'\n');
        connection.send(&line)?;
    }
    Ok(())
}

/// Lines over a socket.
struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(Duration::from_secs(3)))?;
        let reader = BufReader::new(stream);
        Ok(Self { reader })
    }

    /// The next line without its end, or `None` when there is no further one.
    fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let limit = LINE_MAX as u64 + 1;
        self.reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?;
        if line.ends_with(b"\r") {
            self.reader.by_ref().take(1).read_until(b'\n', &mut line)?;
        }
        if line.pop_if(|last| *last == b'\n').is_none() {
            if line.len() > LINE_MAX {
                self.send(b"! line-too-long\n")?;
                self.end()?;
            }
            return Ok(None);
        }
        line.pop_if(|last| *last == b'\r');
        Ok(Some(line))
    }

    /// Sends all of it with one write, so that it travels together.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    /// Ends the connection cleanly: says that nothing more will be sent, and drops what still comes,
    /// for a while. If a stream is closed with unread bytes, the system throws away what was just
    /// sent.
    fn end(&mut self) -> io::Result<()> {
        let stream = self.reader.get_mut();
        stream.shutdown(Shutdown::Write)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        let deadline = Instant::now() + Duration::from_secs(1);
        let mut rest = stream.take(64 * 1024);
        while Instant::now() < deadline && rest.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        Ok(())
    }
}

#[cfg(test)]
mod tests;
