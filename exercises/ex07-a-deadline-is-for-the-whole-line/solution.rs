//! Sends back each line of a client, and gives it a limited time for each.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How long a line may take, from its first byte to its LF.
const LINE_TIME: Duration = Duration::from_secs(10);

/// The longest line in bytes, with its LF.
const LINE_MAX: usize = 4097;

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
fn session(mut stream: TcpStream) -> io::Result<()> {
    stream.set_write_timeout(Some(LINE_TIME))?;
    let mut input = Input::new();
    let mut buffer = [0; 1024];
    while input.bytes.len() < LINE_MAX {
        stream.set_read_timeout(input.patience(Instant::now())?)?;
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        input.arrived(&buffer[..count], Instant::now());
        while let Some(line) = input.next_line() {
            stream.write_all(&line)?;
        }
    }
    Ok(())
}

/// What has arrived from a client, and was not taken as a line yet.
struct Input {
    bytes: Vec<u8>,
    /// When the line has to be there that has begun; `None` between two lines.
    deadline: Option<Instant>,
}

impl Input {
    fn new() -> Self {
        Self {
            bytes: Vec::new(),
            deadline: None,
        }
    }

    /// How long the next read may wait; `None` means for ever.
    fn patience(&self, now: Instant) -> io::Result<Option<Duration>> {
        match self.deadline {
            None => Ok(None),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(now);
                // Nothing left is the end as well: a timeout of zero is not "at once" but an error.
                if left.is_zero() {
                    return Err(io::Error::from(ErrorKind::TimedOut));
                }
                Ok(Some(left))
            }
        }
    }

    /// Keeps the bytes that arrived at `now`, at least one.
    fn arrived(&mut self, bytes: &[u8], now: Instant) {
        self.bytes.extend(bytes);
        // Only the first byte of a line starts the clock: the first one after a silence, or one
        // that came behind the LF of the line before. All others find it running.
        if self.deadline.is_none() || bytes.contains(&b'\n') {
            self.deadline = Some(now + LINE_TIME);
        }
    }

    /// Takes the next line with its LF, where there is a whole one.
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
        let line = self.bytes.drain(..=end).collect();
        if self.bytes.is_empty() {
            self.deadline = None;
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests;
