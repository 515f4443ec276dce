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
    is_broken: bool,
}

impl Journal {
    fn new(disk: Box<dyn Disk>) -> Self {
        let is_broken = false;
        Self { disk, is_broken }
    }

    /// Makes a batch durable. Only then may its messages be answered.
    fn commit(&mut self, batch: &[Message]) -> io::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.is_broken {
            return Err(io::Error::other("an earlier batch could not be written"));
        }
        let written = self.write(batch);
        // A second sync may well return Ok: the system has told us once, and may have dropped the
        // pages since. So there is no second one.
        self.is_broken = written.is_err();
        written
    }

    /// One append and one sync for the whole batch, however many messages: the sync is what costs.
    fn write(&mut self, batch: &[Message]) -> io::Result<()> {
        let mut lines = String::new();
        for Message { to, text } in batch {
            lines += &format!("m {to} {text}\n");
        }
        lines += &format!("commit {}\n", batch.len());
        self.disk.append(lines.as_bytes())?;
        self.disk.sync()
    }
}

/// The messages of all complete batches, and how many bytes those batches take.
fn recover(journal: &[u8]) -> (Vec<Message>, usize) {
    let mut messages = Vec::new();
    let mut length = 0;
    // Messages count only when their commit has come. Until then they are kept apart.
    let mut batch = Vec::new();
    let mut position = 0;
    for line in journal.split_inclusive(|&byte| byte == b'\n') {
        position += line.len();
        let Some(line) = whole_line(line) else {
            break;
        };
        let message = line.strip_prefix("m ").and_then(|it| it.split_once(' '));
        if let Some((to, text)) = message {
            let (to, text) = (to.to_string(), text.to_string());
            batch.push(Message { to, text });
        } else if line == format!("commit {}", batch.len()) {
            messages.append(&mut batch);
            length = position;
        } else {
            break;
        }
    }
    (messages, length)
}

/// The text of a line that has its end.
fn whole_line(line: &[u8]) -> Option<&str> {
    str::from_utf8(line.strip_suffix(b"\n")?).ok()
}

#[cfg(test)]
mod tests;
