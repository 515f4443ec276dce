//! The outbox of a session: many put lines into it, one thread writes them.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

/// More bytes would wait than may wait.
#[derive(Debug, PartialEq)]
struct Full;

struct Outbox {
    lines: Sender<String>,
    most_bytes: usize,
    writer: JoinHandle<io::Result<()>>,
}

impl Outbox {
    /// An outbox for this socket, in which at most so many bytes wait.
    fn start(mut stream: TcpStream, most_bytes: usize) -> Self {
        let (lines, waiting) = channel::<String>();
        let writer = thread::spawn(move || {
            for line in waiting {
                stream.write_all(line.as_bytes())?;
            }
            Ok(())
        });
        Self {
            lines,
            most_bytes,
            writer,
        }
    }

    /// Adds a line, with its end. Never waits for the socket.
    fn push(&self, line: &str) -> Result<(), Full> {
        if line.len() > self.most_bytes {
            return Err(Full);
        }
        self.lines.send(line.to_string()).map_err(|_| Full)
    }

    /// Returns when all that was pushed is written.
    fn finish(self) -> io::Result<()> {
        drop(self.lines);
        let written = self.writer.join();
        written.unwrap_or_else(|_| Err(io::Error::other("the writer has panicked")))
    }
}

#[cfg(test)]
mod tests;
