//! A client of either kind that reads what waits for it.

use std::net::SocketAddr;

use anyhow::{Result, bail, ensure};
use testkit::client::LineClient;

use crate::pusher::{Mail, PATIENCE, Pusher};

/// A client of either kind.
pub(super) enum Guest {
    Classic(LineClient),
    Push(Pusher, Vec<Mail>),
}

impl Guest {
    pub(super) fn log_in(server: SocketAddr, login: &str, push: bool) -> Result<Self> {
        if push {
            return Ok(Self::Push(Pusher::log_in(server, login)?, Vec::new()));
        }
        let mut client = LineClient::connect_within(server, PATIENCE)?;
        client.send_line(login)?;
        Ok(Self::Classic(client))
    }

    /// The texts of the next batch, or of what has been pushed.
    pub(super) fn texts(&mut self) -> Result<Vec<String>> {
        match self {
            Self::Classic(client) => batch(client),
            Self::Push(pusher, mails) => {
                *mails = pusher.look()?;
                Ok(mails.iter().map(|mail| mail.text.clone()).collect())
            }
        }
    }

    /// Sends what says that everything has been read; the answer is not waited for.
    pub(super) fn confirm(&mut self) -> Result<()> {
        match self {
            Self::Classic(client) => client.send_line("")?,
            Self::Push(pusher, mails) => {
                let last = mails.last().map_or(0, |mail| mail.id);
                pusher.acknowledge(last)?;
            }
        }
        Ok(())
    }

    /// Reads the notice that ends the session.
    pub(super) fn hear(&mut self, notice: &str) -> Result<()> {
        let said = match self {
            Self::Classic(client) => client.receive_line()?.text()?.to_owned(),
            Self::Push(pusher, _) => pusher.receive()?,
        };
        ensure!(said.starts_with(notice), "instead of {notice}: {said}");
        Ok(())
    }

    pub(super) fn reset(self) -> Result<()> {
        match self {
            Self::Classic(client) => client.reset()?,
            Self::Push(pusher, _) => pusher.reset()?,
        }
        Ok(())
    }
}

/// The texts of a batch.
pub(super) fn batch(client: &mut LineClient) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    loop {
        let line = client.receive_line()?;
        match line.text()? {
            "f" => return Ok(texts),
            line if line.starts_with('@') => {
                texts.extend(line.split_once(' ').map(|(_, text)| text.to_owned()));
            }
            line if line.starts_with("! bad-line") => {}
            line => bail!("in a batch: {line}"),
        }
    }
}
