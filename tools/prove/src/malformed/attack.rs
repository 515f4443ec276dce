//! One session of malformed input: what is sent, in which pieces, and how it ends.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use fastrand::Rng;
use socket2::SockRef;

use super::bytes;

/// How long the server may take to say everything and close after a half-close.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long one write may wait: a server that waits for a reader does not read.
const WRITE_TIME: Duration = Duration::from_millis(500);

/// What a look at the answers may wait for.
const LOOK_TIME: Duration = Duration::from_millis(5);

/// The longest line of a server, but for the answer to `/who`: section 1 of the protocol page.
const SERVER_LINE_MAX: usize = 4224;

/// How a session ends.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Close,
    HalfClose,
    Reset,
    Look,
}

/// A session.
pub(super) struct Attack {
    pieces: Vec<Vec<u8>>,
    ending: Ending,
}

impl Attack {
    pub(super) fn draw(random: &mut Rng) -> Self {
        let mut sent = bytes::opening(random);
        for _ in 0..random.usize(..12) {
            sent.extend(bytes::line(random));
        }
        if random.u8(..50) == 0 {
            sent.extend(bytes::flood(random));
        }
        if random.u8(..4) == 0 {
            sent.truncate(random.usize(..=sent.len()));
        }
        let endings = [
            Ending::Close,
            Ending::HalfClose,
            Ending::Reset,
            Ending::Look,
        ];
        Self {
            pieces: pieces(sent, random),
            ending: endings[random.usize(..endings.len())],
        }
    }

    /// Performs it; an error says what the server should not have done.
    pub(super) fn perform(&self, server: SocketAddr) -> Result<(), String> {
        let stream = TcpStream::connect_timeout(&server, PATIENCE)
            .map_err(|error| format!("cannot connect: {error}"))?;
        let send = || {
            stream.set_nodelay(true)?;
            stream.set_write_timeout(Some(WRITE_TIME))?;
            let mut pieces = self.pieces.iter();
            pieces.try_for_each(|piece| (&stream).write_all(piece))
        };
        // What cannot be sent was refused: the server may end such a connection at any time.
        let _ = send();
        match self.ending {
            Ending::Close => Ok(()),
            Ending::Look => read(&stream, LOOK_TIME).map(drop),
            Ending::Reset => {
                // An error means that the connection is gone already.
                let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
                Ok(())
            }
            Ending::HalfClose => {
                let _ = stream.shutdown(Shutdown::Write);
                match read(&stream, PATIENCE)? {
                    true => Ok(()),
                    false => Err(format!("still open {PATIENCE:?} after a half-close")),
                }
            }
        }
    }
}

impl fmt::Display for Attack {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sent = self.pieces.concat();
        let beginning = sent[..sent.len().min(60)].escape_ascii();
        write!(
            out,
            "{:?} after {} bytes: {beginning}",
            self.ending,
            sent.len()
        )
    }
}

fn pieces(sent: Vec<u8>, random: &mut Rng) -> Vec<Vec<u8>> {
    match random.u8(..4) {
        0 if sent.len() <= 200 => sent.chunks(1).map(<[u8]>::to_vec).collect(),
        1 => sent
            .chunks(random.usize(1..=1500).max(sent.len() / 50))
            .map(<[u8]>::to_vec)
            .collect(),
        _ => vec![sent],
    }
}

/// Reads for so long and judges the lines; whether the end came.
fn read(mut stream: &TcpStream, limit: Duration) -> Result<bool, String> {
    let deadline = Instant::now() + limit;
    let mut line = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return Ok(false);
        }
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(count) => judge(&mut line, &buffer[..count])?,
            Err(error) if is_wait(&error) => {}
            Err(_) => return Ok(true),
        }
    }
}

fn is_wait(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

/// Adds what has come to the line that is not complete, and judges each that is.
fn judge(line: &mut Vec<u8>, come: &[u8]) -> Result<(), String> {
    for piece in come.split_inclusive(|&byte| byte == b'\n') {
        line.extend(piece);
        let Some(whole) = line.strip_suffix(b"\n") else {
            continue;
        };
        let text = str::from_utf8(whole).map_err(|_| "a line that is not UTF-8".to_owned())?;
        let known = text == "f" || text.starts_with(['@', '!', '+', '#']);
        if !known || text.len() > SERVER_LINE_MAX {
            return Err(format!("a line that is none: {text:?}"));
        }
        line.clear();
    }
    Ok(())
}
