//! Finds out which kind of session a server offers (section 6 of the protocol page).
//!
//! The client asks for a push session in its login line. A server of the core protocol either takes
//! the login and answers with a batch, which is as good, or it does not understand: then one more
//! connection asks for a core session.
//!
//! A server that asks for a password (section 7) is told it at once: where nobody knows it yet, the
//! connection is given up, and the next one is made when the person has typed it. So it may be typed
//! as slowly as one likes.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::lines::{Line, Lines};
use super::socket::{Socket, open};
use super::trust::{Distrust, Tls};
use super::words;
use crate::password::Password;
use crate::protocol::{Code, Login, LoginLine, Notice, ServerLine};

/// How long a server may take for its first line.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How long a server may take for its answer to a password: others may be waiting for theirs.
const CHECK_WITHIN: Duration = Duration::from_secs(60);

/// The question that is answered with the password; no other is.
const PASSWORD_QUESTION: &str = "password";

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
    /// What answers does not complete the TLS handshake.
    #[error("{}", words::no_handshake(.server, .why))]
    NoHandshake {
        /// The address, as it was given.
        server: String,
        /// What went wrong.
        why: String,
    },
    /// The server is not the one that it is meant to be, or nobody knows.
    #[error(transparent)]
    Untrusted(#[from] Distrust),
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
            Self::NeedsPassword | Self::Untrusted(_) => true,
            Self::Refused { notice, .. } => {
                matches!(notice.code, Code::UnknownUser | Code::BadLogin)
            }
            Self::Unreachable { .. } | Self::NoHandshake { .. } | Self::NotAServer { .. } => false,
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

/// Connects and logs in: asks for a push session, then for a core one.
pub(super) fn connect(
    server: &str,
    tls: Option<&Tls>,
    me: &Login,
    password: Option<&Password>,
) -> Result<Session, ConnectError> {
    let caller = Caller {
        server,
        tls,
        me,
        password,
    };
    if let Some(session) = caller.attempt(true)?.session {
        return Ok(session);
    }
    let attempt = caller.attempt(false)?;
    match (attempt.session, attempt.notice) {
        (Some(session), _) => Ok(session),
        (None, Some(notice)) => Err(caller.refused(notice)),
        (None, None) => {
            let server = server.to_owned();
            Err(ConnectError::NotAServer { server })
        }
    }
}

/// Who connects, and where to.
struct Caller<'a> {
    server: &'a str,
    tls: Option<&'a Tls>,
    me: &'a Login,
    password: Option<&'a Password>,
}

/// What one login line led to: a session, or perhaps a word about why not.
#[derive(Default)]
struct Attempt {
    session: Option<Session>,
    notice: Option<Notice>,
}

impl Caller<'_> {
    fn attempt(&self, push: bool) -> Result<Attempt, ConnectError> {
        let socket = open(self.server, self.tls)?;
        let mut lines = Lines::new(socket.clone());
        // A connection that breaks here is as good as no answer: the next attempt tells more.
        let Ok(mut first) = log_in(&socket, &mut lines, self.me, push) else {
            return Ok(Attempt::default());
        };
        if matches!(&first, ServerLine::Question(words) if words == PASSWORD_QUESTION) {
            first = self.answer_question(&socket, &mut lines)?;
        }
        let welcome = match (first, push) {
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

    /// Sends the password and returns the first line of the session. What is refused here is refused
    /// for good: who asks for passwords knows push sessions.
    fn answer_question(
        &self,
        socket: &Socket,
        lines: &mut Lines<Socket>,
    ) -> Result<ServerLine, ConnectError> {
        let password = self.password.ok_or(ConnectError::NeedsPassword)?;
        let line = Zeroizing::new([password.bytes(), b"\n"].concat());
        match exchange(socket, lines, &line, CHECK_WITHIN) {
            Ok(ServerLine::Notice(notice)) if notice.code.ends_connection() => {
                Err(self.refused(notice))
            }
            Ok(first) => Ok(first),
            Err(error) => Err(self.unreachable(&error)),
        }
    }

    fn refused(&self, notice: Notice) -> ConnectError {
        let login = self.me.to_string();
        ConnectError::Refused { login, notice }
    }

    fn unreachable(&self, error: &io::Error) -> ConnectError {
        ConnectError::Unreachable {
            server: self.server.to_owned(),
            why: error.to_string(),
        }
    }
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
    exchange(socket, lines, format!("{line}\n").as_bytes(), ANSWER_WITHIN)
}

/// Sends a line and returns the first line of the answer.
fn exchange(
    socket: &Socket,
    lines: &mut Lines<Socket>,
    line: &[u8],
    within: Duration,
) -> io::Result<ServerLine> {
    socket.clone().write_all(line)?;
    lines.reader().read_until(Instant::now() + within);
    let first = lines.next_line()?;
    lines.reader().read_for_ever()?;
    match first {
        Some(Line::Whole(line)) => Ok(ServerLine::parse(&line)),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, words::CLOSED)),
    }
}
