//! Clients that write down what they send, are told and are given.

mod classic;
mod push;

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use testkit::LineClient;

use super::history::{Attempt, Delivery, History, Verdict};

pub(super) use classic::Classic;
pub(super) use push::Push;

/// Notices that end a connection and answer no line (section 4 of the protocol page).
const ENDINGS: [&str; 6] = [
    "! closing",
    "! elsewhere",
    "! busy",
    "! line-too-long",
    "! unknown-user",
    "! bad-login",
];

/// Logs every user in, reads all that waits for them, and gives what came.
pub(super) fn drain(address: SocketAddr, users: &[&str]) -> Result<History> {
    let mut history = History::default();
    for user in users {
        let mut session = Classic::log_in(address, user)?;
        session.drain()?;
        history.absorb(session.reset());
    }
    Ok(history)
}

fn undecided(from: &str, to: &str, text: &str) -> Attempt {
    Attempt {
        from: from.to_owned(),
        to: to.to_owned(),
        text: text.to_owned(),
        verdict: Verdict::Undecided,
    }
}

/// The next line; an error where the connection ends, or is about to.
fn receive(line: &mut LineClient) -> Result<String> {
    let text = line.receive_line()?.text()?.to_owned();
    if ENDINGS.iter().any(|ending| text.starts_with(ending)) {
        bail!("the server ends the session: {text}");
    }
    Ok(text)
}

/// `@sender text`.
fn message(to: &str, line: &str) -> Result<Delivery> {
    let (from, text) = line
        .strip_prefix('@')
        .and_then(|line| line.split_once(' '))
        .with_context(|| format!("{to}: no message: {line}"))?;
    Ok(Delivery {
        to: to.to_owned(),
        from: from.to_owned(),
        text: text.to_owned(),
        number: None,
    })
}
