//! What a step says, as data. Printing a step gives a line that parses to the same step.

use std::fmt;

use super::Quoted;

/// One step of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The line in the file, from 1.
    pub line: usize,
    /// The line as the author wrote it, before any variation.
    pub source: String,
    /// What it means.
    pub action: Action,
}

/// What happens in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A client does something, or something must come to it.
    Client {
        /// Names the connection; not necessarily a login.
        label: String,
        /// What it does.
        act: ClientAct,
    },
    /// The message log is looked at.
    Log(LogAct),
    /// The server is stopped or started.
    Server(ServerAct),
}

/// What a client does, or what must come to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientAct {
    /// Sends a line (without its LF; captures are filled in).
    Send(String),
    /// Sends a line one byte a write.
    Slowly(String),
    /// Sends bytes.
    Raw(Vec<Quoted>),
    /// This line must come next.
    Expect(Expected),
    /// Exactly these bytes must come next.
    Receive(Vec<Quoted>),
    /// Connects and sends nothing yet.
    Connect,
    /// Closes the socket.
    Close,
    /// Ends the sending side only.
    HalfClose,
    /// Breaks the connection (RST).
    Reset,
    /// The server must end the connection.
    Closed,
}

/// A line that must come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This line; may hold captures such as `{id}`.
    Line(String),
    /// `! code` and any words.
    Notice {
        /// Such as `unknown-recipient`.
        code: String,
    },
}

/// A look at the message log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogAct {
    /// Exactly one row must be there, now or soon.
    Row(LogRow),
    /// No row must be there now.
    NoRow(LogRow),
}

/// The columns of the message log that a session can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// The sender's login.
    pub from: String,
    /// The recipient's login.
    pub to: String,
    /// The message.
    pub text: String,
}

/// What happens to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerAct {
    /// Orderly; it must exit with 0.
    Stop,
    /// At once, without a chance to write anything.
    Kill,
    /// Again, on the same data.
    Start,
    /// Stop and start.
    Restart,
}

impl ClientAct {
    /// What this act writes to the socket is known only when it is played; what line it begins with
    /// is known before. None where it sends nothing.
    pub(super) fn first_line_sent(&self) -> Option<String> {
        match self {
            ClientAct::Send(line) | ClientAct::Slowly(line) => Some(line.clone()),
            ClientAct::Raw(pieces) => {
                let bytes = Quoted::join(pieces);
                let line = bytes
                    .split(|&byte| byte == b'\n')
                    .next()
                    .unwrap_or_default();
                Some(
                    String::from_utf8_lossy(line)
                        .trim_end_matches('\r')
                        .to_owned(),
                )
            }
            _ => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Client { label, act } => write!(f, "{label}{act}"),
            Action::Log(LogAct::Row(row)) => write!(f, "log: row {row}"),
            Action::Log(LogAct::NoRow(row)) => write!(f, "log: no-row {row}"),
            Action::Server(act) => write!(f, "server: {}", format!("{act:?}").to_lowercase()),
        }
    }
}

impl fmt::Display for ClientAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientAct::Send(line) if line.is_empty() => f.write_str(">"),
            ClientAct::Send(line) => write!(f, "> {line}"),
            ClientAct::Slowly(line) => write!(f, ": slowly {line}"),
            ClientAct::Raw(pieces) => write!(f, ": raw {}", Joined(pieces)),
            ClientAct::Expect(Expected::Line(line)) if line.is_empty() => f.write_str("<"),
            ClientAct::Expect(Expected::Line(line)) => write!(f, "< {line}"),
            ClientAct::Expect(Expected::Notice { code }) => write!(f, "< ! {code}"),
            ClientAct::Receive(pieces) => write!(f, ": receive {}", Joined(pieces)),
            ClientAct::Connect => f.write_str(": connect"),
            ClientAct::Close => f.write_str(": close"),
            ClientAct::HalfClose => f.write_str(": half-close"),
            ClientAct::Reset => f.write_str(": reset"),
            ClientAct::Closed => f.write_str(": closed"),
        }
    }
}

impl fmt::Display for LogRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.from, self.to, self.text)
    }
}

struct Joined<'a>(&'a [Quoted]);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces: Vec<_> = self.0.iter().map(Quoted::to_string).collect();
        f.write_str(&pieces.join(" "))
    }
}
