//! The conversation with the server: a line, its batch, the next line.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::protocol::{CLIENT_LINE_MAX, SERVER_LINE_MAX, ServerLine};
use crate::render::render;

/// How long to wait for something typed before asking for messages.
const POLL: Duration = Duration::from_secs(1);

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Session {
    reader: BufReader<TcpStream>,
    /// The texts to be printed go here.
    shown: Sender<String>,
}

impl Session {
    pub(crate) fn new(stream: TcpStream, shown: Sender<String>) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let reader = BufReader::new(stream);
        Ok(Self { reader, shown })
    }

    /// Logs in, then sends what is typed and fetches what has come, until nothing more is typed.
    ///
    /// There is never more than one line without its answer, so the next line tells the server that
    /// the messages before it have arrived. After a batch with messages the next line goes out at
    /// once.
    pub(crate) fn run(&mut self, login: String, typed: &Receiver<String>) -> io::Result<()> {
        let mut line = login;
        loop {
            self.send(&line)?;
            let has_messages = self.show_batch()?;
            let wait = if has_messages { Duration::ZERO } else { POLL };
            line = match typed.recv_timeout(wait) {
                Ok(text) => text,
                Err(RecvTimeoutError::Timeout) => String::new(),
                Err(RecvTimeoutError::Disconnected) if has_messages => String::new(),
                Err(RecvTimeoutError::Disconnected) => return self.leave(),
            };
        }
    }

    /// Gives a text to the thread that prints. Fails when that thread has ended.
    pub(crate) fn show(&self, text: String) -> io::Result<()> {
        self.shown.send(text).map_err(io::Error::other)
    }

    fn send(&mut self, mut line: &str) -> io::Result<()> {
        if line.len() > CLIENT_LINE_MAX {
            self.show(format!("! not sent: longer than {CLIENT_LINE_MAX} bytes"))?;
            line = "";
        }
        let line = format!("{line}\n");
        self.reader.get_mut().write_all(line.as_bytes())
    }

    /// Shows what comes up to the end of the batch, and says whether there were messages in it.
    fn show_batch(&mut self) -> io::Result<bool> {
        let mut has_messages = false;
        loop {
            let line = self.read_line()?;
            if line == ServerLine::End {
                return Ok(has_messages);
            }
            has_messages |= matches!(line, ServerLine::Message { .. });
            if let Some(text) = render(line) {
                self.show(text)?;
            }
        }
    }

    fn read_line(&mut self) -> io::Result<ServerLine> {
        let mut line = Vec::new();
        let limit = SERVER_LINE_MAX as u64 + 2;
        let mut reader = self.reader.by_ref().take(limit);
        reader.read_until(b'\n', &mut line).map_err(plainly)?;
        if line.pop_if(|last| *last == b'\n').is_none() {
            let why = match reader.limit() {
                0 => "the server has sent a line that is too long",
                _ => "the server has closed the connection",
            };
            return Err(io::Error::other(why));
        }
        line.pop_if(|last| *last == b'\r');
        Ok(ServerLine::parse(&String::from_utf8_lossy(&line)))
    }

    /// "I have no more to say": all has been answered, and the server closes its side as well.
    fn leave(&mut self) -> io::Result<()> {
        self.reader.get_mut().shutdown(Shutdown::Write)?;
        io::copy(&mut self.reader, &mut io::sink()).map_err(plainly)?;
        Ok(())
    }
}

/// Says plainly what a timeout means. Linux has one kind of error for it, Windows another one.
fn plainly(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            io::Error::other("the server does not answer")
        }
        _ => error,
    }
}
