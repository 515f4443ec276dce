//! How the grader's own server talks, where a client knows only its own.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use testkit::Framing;
use testkit::player::trim_text;

use crate::framing::Choice;

/// What nothing has followed for so long is a whole message.
const QUIET: Duration = Duration::from_millis(300);

/// Between two writes that a client is to read one by one.
const PAUSE: Duration = Duration::from_millis(200);

/// The longest line or message that is read, in bytes; a longer one ends its connection.
const LONGEST: usize = 8192;

/// How much one read takes.
const READ: usize = 1024;

/// How the server talks with a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// How the client ends what it sends. [`Choice::Auto`]: what comes without an LF, and then
    /// nothing for a while, is a message, and so is each read after it.
    pub framing: Choice,
    /// How batches are sent.
    pub delivery: Delivery,
    /// Nothing but senders and texts may be expected of the client: a message's text is never `f`,
    /// and an empty line is not sent before the server has closed.
    pub is_plain: bool,
}

/// How a batch is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// Each message and the `f` on a line of its own, all in one write.
    #[default]
    Lines,
    /// Each message and the `f` in a write of its own, without a line end, and a pause between.
    OneByOne,
    /// All in one write, without line ends.
    Joined,
}

impl Delivery {
    /// Sends the lines of a batch.
    pub(super) fn send(self, mut stream: &TcpStream, batch: &[String]) -> io::Result<()> {
        match self {
            Delivery::Lines => stream.write_all((batch.join("\n") + "\n").as_bytes()),
            Delivery::Joined => stream.write_all(batch.concat().as_bytes()),
            Delivery::OneByOne => batch.iter().enumerate().try_for_each(|(number, line)| {
                if number > 0 {
                    thread::sleep(PAUSE);
                }
                stream.write_all(line.as_bytes())
            }),
        }
    }
}

/// The lines or messages that come on a connection.
pub(super) struct Incoming<'a> {
    stream: &'a TcpStream,
    unread: Vec<u8>,
    /// Whether an LF ends each; none as long as nobody knows.
    has_lines: Option<bool>,
    /// A NUL behind an LF is no part of the next line: some programs in C send it along.
    skips_nuls: bool,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(stream: &'a TcpStream, framing: Choice) -> Incoming<'a> {
        Incoming {
            stream,
            unread: Vec::new(),
            skips_nuls: framing == Choice::Auto,
            has_lines: match framing {
                Choice::Auto => None,
                Choice::Fixed(framing) => Some(framing != Framing::None),
            },
        }
    }

    /// The next one, without its line end; none at the end, or where it is too long.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(line) = self.line() {
                return Ok(Some(line));
            }
            if self.unread.len() > LONGEST || !self.read()? {
                return Ok(None);
            }
            if self.has_lines != Some(true) && self.is_quiet()? {
                self.has_lines = Some(false);
                let message = std::mem::take(&mut self.unread);
                return Ok(Some(trim_text(&message).to_vec()));
            }
        }
    }

    /// A line that is there; it tells that there are lines.
    fn line(&mut self) -> Option<Vec<u8>> {
        if self.has_lines == Some(false) {
            return None;
        }
        let end = self.unread.iter().position(|&byte| byte == b'\n')?;
        self.has_lines = Some(true);
        let mut line: Vec<_> = self.unread.drain(..=end).collect();
        line.pop();
        line.pop_if(|last| *last == b'\r');
        if self.skips_nuls {
            let nuls = line.iter().take_while(|&&byte| byte == 0).count();
            line.drain(..nuls);
        }
        Some(line)
    }

    /// Whether something came before the end.
    fn read(&mut self) -> io::Result<bool> {
        let mut buffer = [0; READ];
        let count = self.stream.read(&mut buffer)?;
        self.unread.extend(&buffer[..count]);
        Ok(count > 0)
    }

    /// Whether what has come stays without an LF and without anything more for a while.
    fn is_quiet(&mut self) -> io::Result<bool> {
        self.stream.set_read_timeout(Some(QUIET))?;
        let is_quiet = loop {
            let is_line = self.has_lines.is_none() && self.unread.contains(&b'\n');
            if is_line || self.unread.len() > LONGEST {
                break false;
            }
            match self.read() {
                Ok(true) => {}
                Ok(false) => break true,
                Err(error) if is_timeout(&error) => break true,
                Err(error) => return Err(error),
            }
        };
        self.stream.set_read_timeout(None)?;
        Ok(is_quiet)
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}
