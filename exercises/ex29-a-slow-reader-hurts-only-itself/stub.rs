//! The outbox of a session: many put lines into it, one thread writes them.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

/// More bytes would wait than may wait.
#[derive(Debug, PartialEq)]
struct Full;

struct Outbox {
    stream: Mutex<TcpStream>,
    most_bytes: usize,
}

impl Outbox {
    /// An outbox for this socket, in which at most so many bytes wait.
    fn start(stream: TcpStream, most_bytes: usize) -> Self {
        let stream = Mutex::new(stream);
        Self { stream, most_bytes }
    }

    /// Adds a line, with its end. Never waits for the socket.
    fn push(&self, line: &str) -> Result<(), Full> {
        if line.len() > self.most_bytes {
            return Err(Full);
        }
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(line.as_bytes()).map_err(|_| Full)
    }

    /// Returns when all that was pushed is written.
    fn finish(self) -> io::Result<()> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.flush()
    }
}

#[cfg(test)]
mod tests;
