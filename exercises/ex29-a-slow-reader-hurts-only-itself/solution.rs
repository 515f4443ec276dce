//! The outbox of a session: many put lines into it, one thread writes them.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// More bytes would wait than may wait.
#[derive(Debug, PartialEq)]
struct Full;

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Nothing more will come: the writer ends when it has written the rest.
    is_closed: bool,
}

/// What those who push share with the writer.
#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Told after each change of `waiting`.
    changed: Condvar,
}

struct Outbox {
    shared: Arc<Shared>,
    most_bytes: usize,
    writer: JoinHandle<io::Result<()>>,
}

impl Outbox {
    /// An outbox for this socket, in which at most so many bytes wait.
    fn start(stream: TcpStream, most_bytes: usize) -> Self {
        let shared = Arc::<Shared>::default();
        let writer = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.write_all_to(stream)
        });
        Self {
            shared,
            most_bytes,
            writer,
        }
    }

    /// Adds a line, with its end. Never waits for the socket.
    fn push(&self, line: &str) -> Result<(), Full> {
        let mut waiting = self.shared.lock();
        if waiting.is_closed || waiting.bytes.len() + line.len() > self.most_bytes {
            return Err(Full);
        }
        waiting.bytes.extend(line.bytes());
        // The lock goes first, so that the writer does not wake up only to wait for it.
        drop(waiting);
        self.shared.changed.notify_one();
        Ok(())
    }

    /// Returns when all that was pushed is written.
    fn finish(self) -> io::Result<()> {
        self.shared.lock().is_closed = true;
        self.shared.changed.notify_one();
        let written = self.writer.join();
        written.unwrap_or_else(|_| Err(io::Error::other("the writer has panicked")))
    }
}

impl Shared {
    /// The writer's whole life.
    fn write_all_to(&self, mut stream: TcpStream) -> io::Result<()> {
        while let Some(bytes) = self.next() {
            if let Err(error) = stream.write_all(&bytes) {
                // Nobody will read it any more. Whoever pushes has to know.
                self.lock().is_closed = true;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Waits for bytes and takes them all; `None` where no more will come.
    fn next(&self) -> Option<Vec<u8>> {
        let mut waiting = self.lock();
        // A loop, because `wait` may return although nobody has told anything.
        while waiting.bytes.is_empty() && !waiting.is_closed {
            let woken = self.changed.wait(waiting);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
        let bytes = std::mem::take(&mut waiting.bytes);
        // Here the lock ends. The write comes behind it, however long it takes.
        (!bytes.is_empty()).then_some(bytes)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
