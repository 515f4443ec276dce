//! Lines over a socket: bounded, whole, and without their ends (protocol page, 1).

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Defect;
use crate::link::Link;

/// The longest line in bytes, without the LF and the CR before it.
const LINE_MAX: usize = 4096;

/// How long a client may read nothing of what is sent.
const WRITE_LIMIT: Duration = Duration::from_secs(3);

/// How long, and how much, is read of a client that was refused.
const REST_LIMIT: Duration = Duration::from_secs(1);
const REST_MAX: u64 = 64 * 1024;

/// The lines of one client.
pub(crate) struct Connection {
    reader: BufReader<TcpStream>,
    link: Arc<Link>,
    defect: Option<Defect>,
}

impl Connection {
    pub(crate) fn new(link: &Arc<Link>, defect: Option<Defect>) -> io::Result<Connection> {
        let stream = link.stream()?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_LIMIT))?;
        Ok(Connection {
            reader: BufReader::new(stream),
            link: Arc::clone(link),
            defect,
        })
    }

    /// What the rest of the server sees of it.
    pub(crate) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// The next line without its end; none when there is no further one.
    pub(crate) fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = match self.defect {
            Some(Defect::AReadIsALine) => self.one_read()?,
            _ => self.up_to_the_end()?,
        };
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        if is_whole && self.defect != Some(Defect::TheCrIsKept) {
            line.pop_if(|last| *last == b'\r');
        }
        if line.len() > LINE_MAX {
            self.refuse("line-too-long")?;
            return Ok(None);
        }
        let half = !line.is_empty() && self.defect == Some(Defect::HalfALineIsALine);
        Ok((is_whole || half).then_some(line))
    }

    /// What comes up to the LF. Of a line that is too long no more than shows that it is.
    fn up_to_the_end(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        // The last byte may be the CR of the longest line; then its LF is one byte further.
        for more in [LINE_MAX as u64 + 1, 1] {
            let mut bounded = self.reader.by_ref().take(more);
            bounded.read_until(b'\n', &mut line)?;
            if !line.ends_with(b"\r") {
                break;
            }
        }
        Ok(line)
    }

    /// What one read returns, up to its first LF, as if it were a whole line.
    fn one_read(&mut self) -> io::Result<Vec<u8>> {
        let read = self.reader.fill_buf()?;
        let count = read.len();
        let mut line: Vec<u8> = read
            .split_inclusive(|byte| *byte == b'\n')
            .take(1)
            .flatten()
            .copied()
            .collect();
        self.reader.consume(count);
        if !line.is_empty() && !line.ends_with(b"\n") {
            line.push(b'\n');
        }
        Ok(line)
    }

    /// Whether something of the client has come already, be it its end.
    pub(crate) fn has_more(&self) -> io::Result<bool> {
        if !self.reader.buffer().is_empty() {
            return Ok(true);
        }
        let stream = self.reader.get_ref();
        stream.set_nonblocking(true)?;
        let looked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        match looked {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            looked => looked.map(|_| true),
        }
    }

    /// Sends all of it with one write, so that it travels together.
    pub(crate) fn send(&mut self, text: &str) -> io::Result<()> {
        self.reader.get_mut().write_all(text.as_bytes())
    }

    /// Says why the session ends. Then it drops the rest of the input: if a stream is closed with
    /// unread bytes, the system throws away what was just sent.
    pub(crate) fn refuse(&mut self, code: &str) -> io::Result<()> {
        self.send(&format!("! {code}\n"))?;
        self.link.end(Shutdown::Write);
        let stream = self.reader.get_mut();
        stream.set_read_timeout(Some(REST_LIMIT))?;
        let deadline = Instant::now() + REST_LIMIT;
        let mut rest = stream.take(REST_MAX);
        while Instant::now() < deadline && rest.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        Ok(())
    }
}
