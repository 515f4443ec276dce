//! The client: a chat in a terminal, or lines from a pipe.
//!
//! A message on its way to the screen passes [`lines`] (bounded lines off the socket), `link` (the
//! thread that reads), `driver` (one thing after the other), [`conversation`] (what it means),
//! `screen` (when it may be printed) and [`render`] (how it looks). What is typed goes from
//! `editor`, or `plain` where there is no terminal, through `driver` to the conversation, and from
//! there to the socket.
//!
//! Threads: the caller's reads the keys, one drives the conversation, one prints, and one for each
//! connection connects and reads. They talk through channels; only the driver touches the
//! conversation.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | all went well |
//! | 1 | something was refused, or was not confirmed |
//! | 2 | the arguments or the login are malformed |
//! | 3 | no connection to the server |
//! | 4 | the server did not accept the login, or is not trusted |
//! | 5 | the same user logged in elsewhere |
//! | 6 | the connection was lost, from a pipe |
//! | 143 | ended by a signal |

pub mod connect;
pub mod conversation;
pub mod entry;
pub mod lines;
pub mod render;
pub mod safe_text;
pub mod trust;
pub mod words;

mod chat;
mod completion;
mod driver;
mod editor;
mod history;
mod link;
mod login;
mod plain;
mod screen;
mod socket;
mod terminal;
mod wrap;

use std::io;
use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::password::PromptError;
use crate::protocol::{Code, Login, PORT};
use connect::ConnectError;
use conversation::Manner;
pub use terminal::restore_on_signals;
use trust::{Distrust, Security, Tls};

/// What the client is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who the user is; asked for where it is left out.
    pub login: Option<String>,
    /// The server's address; the port of the assignment where it names none.
    pub server: String,
    /// A file whose first line is the password; asked for in a terminal where it is left out.
    pub password_file: Option<PathBuf>,
    /// How the connection is protected.
    pub security: Security,
    /// What to say above the first prompt instead of the usual greeting; may have several lines.
    pub greeting: Option<String>,
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
    Fine,
    /// Something was refused, or was not confirmed, that nobody could be asked about.
    NotAll,
    /// The same user logged in elsewhere.
    Elsewhere,
    /// The connection was lost, and nobody was there to wait for another.
    Lost,
}

/// Why there was no conversation, or no more of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The login breaks the rule for logins.
    #[error("{}", words::bad_login(.0))]
    BadLogin(String),
    /// There is no password in the file for it.
    #[error("{}", words::bad_password_file(.0, .1))]
    PasswordFile(PathBuf, PromptError),
    /// There is no session with the server.
    #[error(transparent)]
    Connect(ConnectError),
    /// The file of authorities cannot be used.
    #[error("{}", words::no_authorities(&.0.display().to_string(), .1))]
    Authorities(PathBuf, String),
    /// The server's address has no name that TLS could ask for.
    #[error("{}", words::bad_host(.0))]
    BadHost(String),
    /// TLS cannot be set up.
    #[error("{}", words::no_tls(&.0.to_string()))]
    Tls(#[from] rustls::Error),
    /// The terminal cannot be used.
    #[error("{}", words::cannot_read(&.0.to_string()))]
    Terminal(#[from] rustyline::error::ReadlineError),
    /// The operating system gives no thread.
    #[error("{}", words::no_thread(&.0.to_string()))]
    Thread(#[from] io::Error),
}

impl Ending {
    /// The exit code that tells a script.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::NotAll => 1,
            Self::Elsewhere => 5,
            Self::Lost => 6,
        }
    }
}

impl Error {
    /// The exit code that tells a script.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Terminal(_) | Self::Thread(_) | Self::Tls(_) => 1,
            Self::BadLogin(_)
            | Self::PasswordFile(..)
            | Self::Authorities(..)
            | Self::BadHost(_) => 2,
            Self::Connect(
                ConnectError::NeedsPassword
                | ConnectError::Refused { .. }
                | ConnectError::Untrusted(_),
            ) => 4,
            Self::Connect(_) => 3,
        }
    }

    /// Whether another login would help.
    fn is_about_login(&self) -> bool {
        match self {
            Self::BadLogin(_) => true,
            Self::Connect(ConnectError::Refused { notice, .. }) => {
                matches!(notice.code, Code::UnknownUser | Code::BadLogin)
            }
            _ => false,
        }
    }

    /// Whether another password might help.
    fn is_about_password(&self) -> bool {
        matches!(self, Self::Connect(ConnectError::Refused { notice, .. })
            if notice.code == Code::BadLogin)
    }
}

/// Chats until the person leaves or the conversation ends by itself.
///
/// # Errors
/// Where there is no session with the server, or no terminal to chat in.
pub fn run(options: &Options) -> Result<Ending, Error> {
    if terminal::can_edit() {
        login::with_editor(options)
    } else {
        login::with_lines(options)
    }
}

impl From<Distrust> for Error {
    fn from(distrust: Distrust) -> Self {
        Self::Connect(ConnectError::Untrusted(distrust))
    }
}

impl Options {
    fn manner(&self, login: &str) -> Result<Manner, Error> {
        let me: Result<Login, _> = login.parse();
        let server = with_port(&self.server);
        Ok(Manner {
            me: me.map_err(|_| Error::BadLogin(safe_text::safe_text(login)))?,
            tls: Tls::new(&self.security, &server)?,
            password: self
                .password_file
                .as_deref()
                .map(login::read_password)
                .transpose()?,
            server,
            interactive: terminal::is_interactive(),
            editor: terminal::can_edit(),
            greeting: self.greeting.clone(),
        })
    }
}

/// The address with the port of the assignment, where it names none.
fn with_port(server: &str) -> String {
    if server.parse::<Ipv6Addr>().is_ok() {
        format!("[{server}]:{PORT}")
    } else if server.contains(':') {
        server.to_owned()
    } else {
        format!("{server}:{PORT}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_port_gets_the_one_of_the_assignment() {
        for (given, meant) in [
            ("localhost", "localhost:3333"),
            ("localhost:4000", "localhost:4000"),
            ("::1", "[::1]:3333"),
            ("[::1]:4000", "[::1]:4000"),
        ] {
            assert_eq!(with_port(given), meant);
        }
    }
}
