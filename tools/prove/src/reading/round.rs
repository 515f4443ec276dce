//! One scenario, once: messages wait, a client does something, and two more sessions look what is
//! still there.

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use fastrand::Rng;

use super::stage::{Read, Scenario, Size, Stage};
use crate::pusher::{Mail, Pusher};

/// How often a look is repeated that an older login has ended.
const LOOKS: usize = 5;

/// What the rounds of one worker have shown.
#[derive(Default)]
pub(super) struct Tally {
    /// By scenario: how often all, a part, and nothing had been read.
    pub(super) verdicts: HashMap<&'static str, [usize; 3]>,
    pub(super) overtaken: usize,
    pub(super) violations: Vec<String>,
    /// Every message that was sent.
    pub(super) texts: Vec<String>,
}

pub(super) fn add(sum: [usize; 3], more: [usize; 3]) -> [usize; 3] {
    std::array::from_fn(|place| sum[place] + more[place])
}

/// The users of a worker: who is tried, and who sends.
pub(super) fn users(worker: usize) -> [String; 2] {
    [format!("reader-{worker}"), format!("sender-{worker}")]
}

/// Performs rounds with a user of its own.
pub(super) struct Performer {
    server: SocketAddr,
    user: String,
    sender_login: String,
    sender: Pusher,
    random: Rng,
    pub(super) tally: Tally,
}

impl Performer {
    pub(super) fn new(server: SocketAddr, worker: usize, random: Rng) -> Result<Self> {
        let [user, sender_login] = users(worker);
        Ok(Self {
            server,
            sender: Pusher::log_in(server, &sender_login)?,
            user,
            sender_login,
            random,
            tally: Tally::default(),
        })
    }

    /// One round. A violation is noted, and the inbox is empty afterwards in any case.
    ///
    /// # Errors
    /// Where the user's messages cannot be sent or asked for.
    pub(super) fn perform(&mut self, scenario: &Scenario) -> Result<()> {
        let texts = self.send_messages(scenario.size)?;
        let said = (scenario.act)(&mut Stage {
            server: self.server,
            user: &self.user,
            sender: &mut self.sender,
            sender_login: &self.sender_login,
            texts: &texts,
            random: &mut self.random,
            overtaken: &mut self.tally.overtaken,
        });
        let left = self.look().context(scenario.name)?;
        let read = texts.len().saturating_sub(left.len());
        let place = if left.is_empty() {
            0
        } else {
            1 + usize::from(read == 0)
        };
        self.tally.verdicts.entry(scenario.name).or_default()[place] += 1;
        let right = match said {
            Ok(Read::First(first)) => first == read && left == texts[first..],
            Ok(Read::Undecidable) => left.is_empty() || left == texts,
            Err(_) => false,
        };
        if !right {
            let (all, left) = (texts.len(), left.len());
            let violation = format!("{}: {said:?} of {all}, {left} were left", scenario.name);
            self.tally.violations.push(violation);
        }
        self.tally.texts.extend(texts);
        Ok(())
    }

    fn send_messages(&mut self, size: Size) -> Result<Vec<String>> {
        let (count, length) = match size {
            Size::Small => (self.random.usize(1..=3), 0),
            Size::Large => (40, 4000),
        };
        let first = self.tally.texts.len();
        let texts = (first..first + count)
            .map(|number| format!("{:x<length$}", format!("{} {number} ", self.user)));
        let texts: Vec<_> = texts.collect();
        self.sender.send_all(&self.user, &texts)?;
        Ok(texts)
    }

    /// What is still unread; it has been read afterwards. Looked at twice, since a look changes
    /// nothing.
    fn look(&mut self) -> Result<Vec<String>> {
        let (once, _) = self.log_in_and_look()?;
        let (again, mut client) = self.log_in_and_look()?;
        if once != again {
            bail!("two looks differ: {} and {}", once.len(), again.len());
        }
        if let Some(last) = again.last() {
            client.acknowledge(last.id)?;
            client.look()?;
        }
        drop(client);
        self.sender.wait_for_end_of(&self.user)?;
        Ok(again.into_iter().map(|mail| mail.text).collect())
    }

    fn log_in_and_look(&mut self) -> Result<(Vec<Mail>, Pusher)> {
        for _ in 0..LOOKS {
            self.sender.wait_for_end_of(&self.user)?;
            let mut client = Pusher::log_in(self.server, &self.user)?;
            match client.look() {
                Ok(mails) => return Ok((mails, client)),
                Err(_) => self.tally.overtaken += 1,
            }
        }
        bail!("{} cannot stay", self.user)
    }
}
