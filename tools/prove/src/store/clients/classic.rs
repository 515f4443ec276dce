//! A client in a classic session.

use std::net::SocketAddr;

use anyhow::Result;
use testkit::LineClient;

use super::super::history::{History, Verdict};
use super::{message, receive, undecided};

/// A classic session in lock-step (section 5 of the protocol page, R4).
pub(in super::super) struct Classic {
    line: LineClient,
    login: String,
    /// What it saw.
    pub(in super::super) history: History,
}

impl Classic {
    /// Logs in and takes the first batch.
    pub(in super::super) fn log_in(address: SocketAddr, login: &str) -> Result<Self> {
        let mut line = LineClient::connect(address)?;
        line.send_line(login)?;
        let mut session = Self {
            line,
            login: login.to_owned(),
            history: History::default(),
        };
        session.batch()?;
        Ok(session)
    }

    /// Sends a message and takes the batch that answers it: whether it was accepted.
    pub(in super::super) fn deliver(&mut self, to: &str, text: &str) -> Result<bool> {
        let attempts = &mut self.history.attempts;
        attempts.push(undecided(&self.login, to, text));
        self.line.send_line(&format!("@{to} {text}"))?;
        let accepted = !self.batch()?;
        if let Some(attempt) = self.history.attempts.last_mut() {
            attempt.verdict = if accepted {
                Verdict::Accepted(None)
            } else {
                Verdict::Refused
            };
        }
        Ok(accepted)
    }

    /// Asks for a batch, by which the one before has been read; how many messages it had.
    pub(in super::super) fn ask(&mut self) -> Result<usize> {
        let before = self.history.deliveries.len();
        self.line.send_line("")?;
        self.batch()?;
        Ok(self.history.deliveries.len() - before)
    }

    /// Reads until nothing is unread, so that all has been read.
    pub(in super::super) fn drain(&mut self) -> Result<()> {
        while self.ask()? > 0 {}
        Ok(())
    }

    /// Breaks the connection and gives what it saw.
    pub(in super::super) fn reset(self) -> History {
        // Where the server is gone there is nothing to break.
        let _ = self.line.reset();
        self.history
    }

    /// Takes a batch to its end; whether it had a notice.
    fn batch(&mut self) -> Result<bool> {
        let mut noticed = false;
        loop {
            let line = receive(&mut self.line)?;
            match line.as_str() {
                "f" => return Ok(noticed),
                notice if notice.starts_with('!') => noticed = true,
                line => self.history.deliveries.push(message(&self.login, line)?),
            }
        }
    }
}
