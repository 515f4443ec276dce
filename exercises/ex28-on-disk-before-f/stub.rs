//! A journal: what has been answered is on disk.

use std::io;

/// Where a journal is written to: a file, or in a test something that fails when it is told to.
trait Disk {
    /// Gives bytes to the system, behind what is there.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all that was appended is on the disk itself.
    fn sync(&mut self) -> io::Result<()>;
}

#[derive(Debug, Clone, PartialEq)]
struct Message {
    to: String,
    text: String,
}

struct Journal {
    disk: Box<dyn Disk>,
}

impl Journal {
    fn new(disk: Box<dyn Disk>) -> Self {
        Self { disk }
    }

    /// Makes a batch durable. Only then may its messages be answered.
    fn commit(&mut self, batch: &[Message]) -> io::Result<()> {
        for Message { to, text } in batch {
            self.disk.append(format!("m {to} {text}\n").as_bytes())?;
        }
        self.disk
            .append(format!("commit {}\n", batch.len()).as_bytes())?;
        if batch.is_empty() {
            self.disk.sync()?;
        }
        Ok(())
    }
}

/// The messages of all complete batches, and how many bytes those batches take.
fn recover(journal: &[u8]) -> (Vec<Message>, usize) {
    let mut messages = Vec::new();
    for line in String::from_utf8_lossy(journal).lines() {
        let message = line.strip_prefix("m ").and_then(|it| it.split_once(' '));
        if let Some((to, text)) = message {
            let (to, text) = (to.to_string(), text.to_string());
            messages.push(Message { to, text });
        }
    }
    (messages, journal.len())
}

#[cfg(test)]
mod tests;
