//! A user in a push session who is sure of everything: each line has its answer, each message is
//! acknowledged.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use testkit::client::LineClient;

/// How long an answer may take, under whatever attack. A session that is taken over ends within
/// half of it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A message as a push session gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) id: u64,
    pub(crate) from: String,
    pub(crate) text: String,
}

/// A user in a push session.
pub(crate) struct Pusher {
    client: LineClient,
    mail: VecDeque<Mail>,
}

impl Pusher {
    /// Logs in.
    pub(crate) fn log_in(server: SocketAddr, login: &str) -> Result<Self> {
        let client = LineClient::connect_within(server, PATIENCE)
            .with_context(|| format!("{login} cannot connect"))?;
        let mut pusher = Self {
            client,
            mail: VecDeque::new(),
        };
        let ready = pusher.ask(&format!("{login} /push"))?;
        ensure!(ready.starts_with("+ ready "), "{login} was told: {ready}");
        Ok(pusher)
    }

    /// Sends a line and returns its answer.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String> {
        self.client.send_line(line)?;
        self.answer()
    }

    fn answer(&mut self) -> Result<String> {
        loop {
            let said = self.receive()?;
            match mail(&said) {
                Some(mail) => self.mail.push_back(mail),
                None => return Ok(said),
            }
        }
    }

    /// Sends a message and returns its number.
    pub(crate) fn send(&mut self, to: &str, text: &str) -> Result<u64> {
        number(&self.ask(&format!("@{to} {text}"))?)
    }

    /// Sends messages to one who is not here, without waiting in between.
    pub(crate) fn send_all(&mut self, to: &str, texts: &[String]) -> Result<()> {
        for text in texts {
            self.client.send_line(&format!("@{to} {text}"))?;
        }
        for _ in texts {
            number(&self.answer()?)?;
        }
        Ok(())
    }

    /// The next message, which is acknowledged.
    pub(crate) fn next_mail(&mut self) -> Result<Mail> {
        let next = match self.mail.pop_front() {
            Some(next) => next,
            None => {
                let said = self.receive()?;
                mail(&said).with_context(|| format!("instead of a message came: {said}"))?
            }
        };
        self.acknowledge(next.id)?;
        Ok(next)
    }

    /// What has come so far; nothing is acknowledged. An empty line goes round first, so it is all
    /// that the server wants to say.
    pub(crate) fn look(&mut self) -> Result<Vec<Mail>> {
        let answer = self.ask("")?;
        ensure!(answer == "+", "an empty line was answered with: {answer}");
        Ok(self.mail.drain(..).collect())
    }

    /// Says that everything up to this number has been read.
    pub(crate) fn acknowledge(&mut self, id: u64) -> Result<()> {
        Ok(self.client.send_line(&format!("#{id}"))?)
    }

    /// Waits until this user has no session.
    pub(crate) fn wait_for_end_of(&mut self, login: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let online = self.ask("/who")?;
            if !online.split(' ').any(|other| other == login) {
                return Ok(());
            }
        }
        bail!("the session of {login} has not ended within {PATIENCE:?}")
    }

    /// Says that nothing more will be sent.
    pub(crate) fn half_close(&self) -> Result<()> {
        Ok(self.client.half_close()?)
    }

    /// Breaks the connection.
    pub(crate) fn reset(self) -> Result<()> {
        Ok(self.client.reset()?)
    }

    /// The next line, whatever it is.
    pub(crate) fn receive(&mut self) -> Result<String> {
        Ok(self.client.receive_line()?.text()?.to_owned())
    }
}

/// `+ ID`
fn number(answer: &str) -> Result<u64> {
    let number = answer.strip_prefix("+ ").and_then(|id| id.parse().ok());
    number.with_context(|| format!("a message was answered with: {answer}"))
}

/// `#ID TIME @sender text`
fn mail(line: &str) -> Option<Mail> {
    let mut words = line.strip_prefix('#')?.splitn(4, ' ');
    Some(Mail {
        id: words.next()?.parse().ok()?,
        from: words.nth(1)?.strip_prefix('@')?.to_owned(),
        text: words.next()?.to_owned(),
    })
}
