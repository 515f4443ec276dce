//! How lines end between a server and its clients, where nobody has agreed on it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use testkit::client::ReceiveError;
use testkit::deadline::patience;
use testkit::player::{ends_with_lf, trim_text};
use testkit::{Framing, LineClient, Program, Wire};

/// How long an answer to a login is waited for at first.
const ANSWER: Duration = Duration::from_secs(2);

/// Nothing has followed for so long: it was all.
const QUIET: Duration = Duration::from_millis(300);

/// Who logs in.
const LOGIN: &str = "helena";

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// What the server answers to is found out by a login.
    Auto,
    /// It is given.
    #[serde(untagged)]
    Fixed(Framing),
}

/// What a server understands, and how it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How lines that are sent to it end.
    pub framing: Framing,
    /// Whether an LF was behind the `f` that answers the login; none where that was not seen.
    pub replies_have_line_ends: Option<bool>,
}

/// What has been seen of how a submission's programs talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// What the server understands; none where it was not looked for.
    pub found: Option<Found>,
    /// How its batches have come in sessions that were read as texts.
    pub wire: Option<Wire>,
}

impl Seen {
    /// What a student is told of it, a sentence each.
    pub fn words(&self) -> Vec<&'static str> {
        let joined = self.wire.filter(|wire| wire.joined).map(
            |_| "two messages, or a message and its f, arrived as one: nothing stands between them",
        );
        let found = self.found.as_ref().and_then(Found::words);
        let bare = self
            .wire
            .filter(|wire| !wire.line_ends)
            .map(|_| "your server works, but it sends no line ends");
        found.or(bare).into_iter().chain(joined).collect()
    }
}

impl Default for Choice {
    fn default() -> Choice {
        Choice::Fixed(Framing::Lf)
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::Auto => f.pad("auto"),
            Choice::Fixed(framing) => framing.fmt(f),
        }
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Choice, String> {
        if text == "auto" {
            return Ok(Choice::Auto);
        }
        let fixed = text.parse().map(Choice::Fixed);
        fixed.map_err(|_| format!("no framing `{text}`; there are lf, crlf, none and auto"))
    }
}

impl Found {
    /// What is given, with nothing seen.
    pub fn given(framing: Framing) -> Found {
        Found {
            framing,
            replies_have_line_ends: None,
        }
    }

    /// What a student is told of it; none where it is as in the course.
    pub fn words(&self) -> Option<&'static str> {
        match (self.framing, self.replies_have_line_ends) {
            (Framing::None, Some(true)) => Some(
                "your server takes each read for a message: it was sent each one alone, without a line end",
            ),
            (Framing::None, _) => Some(
                "your server works without line ends: each read is a message, and nothing ends what it sends",
            ),
            (_, Some(false)) => Some("your server works, but it sends no line ends"),
            (Framing::CrLf, _) => Some("your server wants CR LF at the end of each line"),
            (Framing::Lf, _) => None,
        }
    }
}

/// What a server has answered a login with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The `f` came.
    Found(Found),
    /// It did not come, whatever ended the login.
    Nothing,
    /// There was no server to ask.
    NotStarted,
}

/// Finds out what this program's server answers a login with: LF first, then nothing, then CR LF;
/// and where it answers none and `is_patient`, once more with all the time that a line has. Each
/// try is a fresh start; `ready` waits until its port is free.
///
/// # Errors
/// What `ready` says.
pub fn detect(
    program: &Program,
    is_patient: bool,
    mut ready: impl FnMut() -> Result<(), String>,
) -> Result<Answer, String> {
    let more = is_patient.then(patience);
    for limit in [ANSWER].into_iter().chain(more) {
        for framing in [Framing::Lf, Framing::None, Framing::CrLf] {
            ready()?;
            match answer(program, framing, limit) {
                None => return Ok(Answer::NotStarted),
                Some(bytes) if trim_text(&bytes).ends_with(b"f") => {
                    return Ok(Answer::Found(Found {
                        framing,
                        replies_have_line_ends: Some(ends_with_lf(&bytes)),
                    }));
                }
                Some(_) => {}
            }
        }
    }
    Ok(Answer::Nothing)
}

/// What the server says to a login, each piece of it within `patience`; none where there is no
/// server.
fn answer(program: &Program, framing: Framing, patience: Duration) -> Option<Vec<u8>> {
    let server = program.start(&[LOGIN]).ok()?;
    let mut client = LineClient::connect_within(server.address(), patience).ok()?;
    let line = format!("{LOGIN}{}", framing.end());
    // Who takes nothing says nothing either.
    let _ = client.send(line.as_bytes());
    let mut limit = patience;
    loop {
        match client.receive_more(limit) {
            Ok(()) if trim_text(client.unread()).ends_with(b"f") => limit = QUIET,
            Ok(()) => limit = patience,
            Err(ReceiveError::Silent(_)) => break,
            Err(_) => return Some(Vec::new()),
        }
    }
    let bytes = client.take_unread();
    // Broken, it leaves nothing behind that would keep the port in use.
    let _ = client.reset();
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_written_in_a_word() {
        for text in ["lf", "crlf", "none", "auto"] {
            let choice: Choice = text.parse().expect("a choice");
            assert_eq!(choice.to_string(), text);
            let json = serde_json::to_string(&choice).expect("JSON");
            assert_eq!(serde_json::from_str::<Choice>(&json).expect("read"), choice);
        }
        assert!("cr".parse::<Choice>().is_err());
    }
}
