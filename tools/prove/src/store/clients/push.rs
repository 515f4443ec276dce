//! A client in a push session.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use testkit::LineClient;
use testkit::client::ReceiveError;

use super::super::history::{History, Verdict};
use super::{message, receive, undecided};

/// A push session (section 6 of the protocol page).
pub(in super::super) struct Push {
    line: LineClient,
    login: String,
    epoch: Arc<str>,
    /// What it saw.
    pub(in super::super) history: History,
    /// How many of the attempts have their answer.
    answered: usize,
    /// The last notice that refused a message.
    pub(in super::super) refusal: Option<String>,
}

impl Push {
    /// Logs in.
    pub(in super::super) fn log_in(address: SocketAddr, login: &str) -> Result<Self> {
        let mut line = LineClient::connect(address)?;
        line.send_line(&format!("{login} /push"))?;
        let first = receive(&mut line)?;
        let epoch = first
            .strip_prefix("+ ready ")
            .with_context(|| format!("{login}: {first}"))?;
        Ok(Self {
            line,
            login: login.to_owned(),
            epoch: epoch.into(),
            history: History::default(),
            answered: 0,
            refusal: None,
        })
    }

    /// Sends messages in one write, and leaves their answers for [`Push::answer`].
    pub(in super::super) fn send(&mut self, messages: &[(&str, String)]) -> Result<()> {
        let mut lines = String::new();
        for (to, text) in messages {
            lines += &format!("@{to} {text}\n");
            self.history.attempts.push(undecided(&self.login, to, text));
        }
        Ok(self.line.send(lines.as_bytes())?)
    }

    /// Sends messages and waits for all answers; gives how many were accepted.
    pub(in super::super) fn deliver(&mut self, messages: &[(&str, String)]) -> Result<usize> {
        self.send(messages)?;
        let mut accepted = 0;
        for _ in messages {
            accepted += usize::from(self.answer()?);
        }
        Ok(accepted)
    }

    /// Waits for the answer to the next unanswered message: whether it was accepted.
    pub(in super::super) fn answer(&mut self) -> Result<bool> {
        let answer = self.next_answer()?;
        let verdict = match answer.strip_prefix("+ ") {
            Some(id) => Verdict::Accepted(Some((Arc::clone(&self.epoch), id.parse()?))),
            None if answer.starts_with('!') => Verdict::Refused,
            None => bail!("{}: no answer to a message: {answer}", self.login),
        };
        let accepted = verdict != Verdict::Refused;
        if !accepted {
            self.refusal = Some(answer);
        }
        let attempt = self.history.attempts.get_mut(self.answered);
        attempt.context("an answer to nothing")?.verdict = verdict;
        self.answered += 1;
        Ok(accepted)
    }

    /// Waits until this many messages have come in all.
    pub(in super::super) fn receive(&mut self, count: usize) -> Result<()> {
        while self.history.deliveries.len() < count {
            let line = receive(&mut self.line)?;
            if !self.keep(&line)? {
                bail!("{}: instead of a message: {line}", self.login);
            }
        }
        Ok(())
    }

    /// Waits for a message, at most this long: whether one came.
    pub(in super::super) fn listen(&mut self, limit: Duration) -> Result<bool> {
        match self.line.receive_line_within(limit) {
            Err(ReceiveError::Silent(_)) => Ok(false),
            line => self.keep(line?.text()?),
        }
    }

    /// Acknowledges all that came but the last `but`.
    pub(in super::super) fn acknowledge_all_but(&mut self, but: usize) -> Result<()> {
        let last = self.history.deliveries.iter().rev().nth(but);
        if let Some((_, id)) = last.and_then(|last| last.number.as_ref()) {
            self.line.send_line(&format!("#{id}"))?;
        }
        Ok(())
    }

    /// Waits until the server has seen every line so far.
    pub(in super::super) fn settle(&mut self) -> Result<()> {
        self.line.send_line("")?;
        match self.next_answer()?.as_str() {
            "+" => Ok(()),
            other => bail!("{}: instead of an empty answer: {other}", self.login),
        }
    }

    /// Breaks the connection and gives what it saw.
    pub(in super::super) fn reset(self) -> History {
        // Where the server is gone there is nothing to break.
        let _ = self.line.reset();
        self.history
    }

    fn next_answer(&mut self) -> Result<String> {
        loop {
            let line = receive(&mut self.line)?;
            if !self.keep(&line)? {
                return Ok(line);
            }
        }
    }

    /// Keeps a message; whether the line was one.
    fn keep(&mut self, line: &str) -> Result<bool> {
        let Some(rest) = line.strip_prefix('#') else {
            return Ok(false);
        };
        let mut parts = rest.splitn(3, ' ');
        let id = parts.next().unwrap_or_default().parse()?;
        let mut delivery = message(&self.login, parts.nth(1).unwrap_or_default())?;
        delivery.number = Some((Arc::clone(&self.epoch), id));
        self.history.deliveries.push(delivery);
        Ok(true)
    }
}
