//! A client of unknown make in a terminal, and a person's typing: against the grader's own server,
//! which notes every line.
//!
//! Prompts are never looked at. What is typed goes out when the client has become quiet, whether a
//! client *sends* is judged by the bytes at the server, and whether it *shows* something by a word
//! that nobody has typed.

mod failure;
mod inbox_server;
mod manner;
mod visit;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use testkit::deadline::patience;
use testkit::program::Enclosure;

use serde::{Deserialize, Serialize};

use crate::manifest;
pub use failure::{ClientFailure, Trouble};
pub use inbox_server::InboxServer;
pub use manner::{Delivery, Manner};
use visit::Visit;

/// A client that can be started.
#[derive(Debug, Clone)]
pub struct ClientProgram {
    /// How it is started, and what is typed.
    pub manifest: manifest::Client,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// What holds it; none where it is trusted.
    pub enclosure: Option<Arc<dyn Enclosure>>,
}

/// What a client is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientCheck {
    /// The name that is typed is the first line at the server.
    AsksTheName,
    /// A message of the first batch is shown without anything more being typed.
    ShowsWhatWaits,
    /// What is typed for somebody arrives as one line, `@to text`.
    Sends,
    /// A message that came in the meantime is shown after sending.
    FetchesAfterSending,
    /// A message that came in the meantime is shown after fetching.
    Fetches,
    /// After the server's end the client says something that it had not said before, or ends, when
    /// its user has fetched twice at the latest.
    SaysWhenDisconnected,
}

impl ClientCheck {
    /// Every check.
    pub const ALL: [ClientCheck; 6] = [
        ClientCheck::AsksTheName,
        ClientCheck::ShowsWhatWaits,
        ClientCheck::Sends,
        ClientCheck::FetchesAfterSending,
        ClientCheck::Fetches,
        ClientCheck::SaysWhenDisconnected,
    ];

    /// The ability, in words.
    pub fn title(self) -> &'static str {
        match self {
            ClientCheck::AsksTheName => "the name that is typed is the client's first line",
            ClientCheck::ShowsWhatWaits => "the client shows the messages that wait",
            ClientCheck::Sends => "what is typed arrives at the server as one line",
            ClientCheck::FetchesAfterSending => "the client shows what has come after it has sent",
            ClientCheck::Fetches => "the client shows what has come when its user fetches",
            ClientCheck::SaysWhenDisconnected => {
                "the client says that it was disconnected, or ends"
            }
        }
    }

    /// Starts the client and a server, and plays the check once. Names and texts are chosen by the
    /// seed.
    ///
    /// # Errors
    /// What was expected and what came instead; or what has prevented the check.
    pub fn play(self, client: &ClientProgram, seed: u64) -> Result<(), Trouble> {
        self.play_by(client, seed, Manner::default(), patience())
    }

    /// The same, against a server of another manner, where the login is waited for `login` long: it
    /// is the first that comes from a program that has just been started.
    ///
    /// # Errors
    /// As [`ClientCheck::play`].
    pub fn play_by(
        self,
        client: &ClientProgram,
        seed: u64,
        manner: Manner,
        login: Duration,
    ) -> Result<(), Trouble> {
        let mut visit = Visit::begin(client, seed, manner)?.login_within(login);
        let result = match self {
            ClientCheck::AsksTheName => visit.log_in(),
            ClientCheck::ShowsWhatWaits => visit.shows_what_waits(),
            ClientCheck::Sends => visit.sends(),
            ClientCheck::FetchesAfterSending => visit.fetches_after_sending(),
            ClientCheck::Fetches => visit.fetches(),
            ClientCheck::SaysWhenDisconnected => visit.says_when_disconnected(),
        };
        result.map_err(|wrong| Trouble::Failed(Box::new(visit.failure(self, wrong))))
    }
}

impl fmt::Display for ClientCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ClientCheck::AsksTheName => "asks-the-name",
            ClientCheck::ShowsWhatWaits => "shows-what-waits",
            ClientCheck::Sends => "sends",
            ClientCheck::FetchesAfterSending => "fetches-after-sending",
            ClientCheck::Fetches => "fetches",
            ClientCheck::SaysWhenDisconnected => "says-when-disconnected",
        })
    }
}

impl FromStr for ClientCheck {
    type Err = String;

    fn from_str(text: &str) -> Result<ClientCheck, String> {
        let mut checks = ClientCheck::ALL.into_iter();
        let known = checks.find(|check| check.to_string() == text);
        known.ok_or_else(|| {
            let names = ClientCheck::ALL.map(|check| check.to_string()).join(", ");
            format!("there is no check `{text}`; there are {names}")
        })
    }
}
