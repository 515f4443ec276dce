//! Finds out which kind of session a server offers (section 6 of the protocol page).
//!
//! The client asks for a push session in its login line. A server of the core protocol either takes
//! the login and answers with a batch, which is as good, or it does not understand: then one more
//! connection asks for a core session.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::lines::{Line, Lines};
use super::words;
use crate::protocol::{Code, Login, LoginLine, Notice, ServerLine};

/// How long one address may take to answer at all.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long a server may take for its first line.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How long a line may take to be written; a server that reads nothing for so long is lost.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// The session that a server offers.
#[derive(Debug, PartialEq, Eq)]
pub enum Welcome {
    /// Messages come by themselves, with numbers that hold within the epoch.
    Push {
        /// The word that names the epoch.
        epoch: String,
    },
    /// Messages come in answer to each line.
    Core {
        /// The first line of the first batch, which has been read already.
        first: ServerLine,
    },
}

/// Why there is no session.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Nothing answers at the address.
    #[error("{}", words::cannot_connect(.server, .why))]
    Unreachable {
        /// The address, as it was given.
        server: String,
        /// What the operating system says.
        why: String,
    },
    /// Something answers, in another language or not at all.
    #[error("{}", words::not_a_server(.server))]
    NotAServer {
        /// The address, as it was given.
        server: String,
    },
    /// The server wants a password.
    #[error("{}", words::NEEDS_PASSWORD)]
    NeedsPassword,
    /// The server says why the login is not accepted.
    #[error("{}", words::login_refused(.login, .notice))]
    Refused {
        /// The login.
        login: String,
        /// What the server said.
        notice: Notice,
    },
}

impl ConnectError {
    /// Whether another attempt would get the same answer.
    pub fn is_final(&self) -> bool {
        match self {
            Self::NeedsPassword => true,
            Self::Refused { notice, .. } => {
                matches!(notice.code, Code::UnknownUser | Code::BadLogin)
            }
            Self::Unreachable { .. } | Self::NotAServer { .. } => false,
        }
    }
}

/// A connection with a session on it.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) welcome: Welcome,
    pub(super) socket: Socket,
    /// Holds what has been read beyond the first line.
    pub(super) lines: Lines<Socket>,
}

/// A socket that one thread reads and another writes; a clone is the same socket, and no second
/// descriptor.
#[derive(Debug, Clone)]
pub(super) struct Socket {
    stream: Arc<TcpStream>,
    /// When this clone gives up reading. The system's timeout is for each read: a server that sends
    /// one byte now and then would never be late.
    read_until: Option<Instant>,
}

impl Socket {
    /// Ends the connection in order, and with it a read that waits on another thread.
    pub(super) fn close(&self) {
        // It may be gone already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(until) = self.read_until {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left))?;
        }
        (&*self.stream).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.stream).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.stream).flush()
    }
}

/// Connects and logs in: asks for a push session, then for a core one.
pub(super) fn connect(server: &str, me: &Login) -> Result<Session, ConnectError> {
    if let Some(session) = attempt(server, me, true)?.session {
        return Ok(session);
    }
    let attempt = attempt(server, me, false)?;
    match (attempt.session, attempt.notice) {
        (Some(session), _) => Ok(session),
        (None, Some(notice)) => {
            let login = me.to_string();
            Err(ConnectError::Refused { login, notice })
        }
        (None, None) => {
            let server = server.to_owned();
            Err(ConnectError::NotAServer { server })
        }
    }
}

/// What one login line led to: a session, or perhaps a word about why not.
#[derive(Default)]
struct Attempt {
    session: Option<Session>,
    notice: Option<Notice>,
}

fn attempt(server: &str, me: &Login, push: bool) -> Result<Attempt, ConnectError> {
    let socket = open(server).map_err(|error| ConnectError::Unreachable {
        server: server.to_owned(),
        why: error.to_string(),
    })?;
    let mut lines = Lines::new(socket.clone());
    // A connection that breaks here is as good as no answer: the next attempt tells more.
    let Ok(first) = log_in(&socket, &mut lines, me, push) else {
        return Ok(Attempt::default());
    };
    let welcome = match (first, push) {
        (ServerLine::Question(_), _) => return Err(ConnectError::NeedsPassword),
        // From a core server "unknown user" may mean `ana /push`: this is why there is a second
        // attempt.
        (ServerLine::Notice(notice), true) => return Ok(Attempt::refused(notice)),
        (ServerLine::Notice(notice), false) if notice.code.ends_connection() => {
            return Ok(Attempt::refused(notice));
        }
        (line, _) => welcome(line),
    };
    let session = welcome.map(|welcome| Session {
        welcome,
        socket,
        lines,
    });
    let notice = None;
    Ok(Attempt { session, notice })
}

impl Attempt {
    fn refused(notice: Notice) -> Self {
        let notice = Some(notice);
        Self {
            session: None,
            notice,
        }
    }
}

/// What the first line promises; `None` where it is none of the protocol.
fn welcome(first: ServerLine) -> Option<Welcome> {
    if let Some(epoch) = first.epoch() {
        let epoch = epoch.to_owned();
        return Some(Welcome::Push { epoch });
    }
    let core = matches!(
        first,
        ServerLine::Message { .. } | ServerLine::End | ServerLine::Notice(_)
    );
    core.then_some(Welcome::Core { first })
}

/// Sends the login line and returns the first line of the answer.
fn log_in(
    socket: &Socket,
    lines: &mut Lines<Socket>,
    me: &Login,
    push: bool,
) -> io::Result<ServerLine> {
    let login = me.clone();
    let line = LoginLine { login, push };
    socket.clone().write_all(format!("{line}\n").as_bytes())?;
    lines.reader().read_until = Some(Instant::now() + ANSWER_WITHIN);
    let first = lines.next()?;
    lines.reader().read_until = None;
    socket.stream.set_read_timeout(None)?;
    match first {
        Some(Line::Whole(line)) => Ok(ServerLine::parse(&line)),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Tries each address that the name has, and reports what the last one said.
fn open(server: &str) -> io::Result<Socket> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in server.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(WRITE_WITHIN))?;
                return Ok(Socket {
                    stream: Arc::new(stream),
                    read_until: None,
                });
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
