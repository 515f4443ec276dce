//! One client of the load.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use fastrand::Rng;

use super::super::clients::{Classic, Push};
use super::super::history::History;
use super::READERS;

/// The most messages that a sender has without their answers.
const AHEAD: usize = 4;

/// How long a classic reader waits before it asks again: nobody tells it of new messages.
const ASK_AGAIN: Duration = Duration::from_millis(3);

/// How long a reader of a push session listens before it looks whether it has to go on.
const LISTEN: Duration = Duration::from_millis(50);

/// What texts are made of, for their own number makes each unique: what CSV has to quote, and what
/// a spreadsheet would run.
const FILLERS: [&str; 6] = ["", "a,b;c", "\"", " \"oi\", disse ", "até já 👋", "\t=1+1"];

/// A text begins with one of these, and most with nothing.
const HEADS: [&str; 8] = ["", "", "", "", "", "=", "'", "@"];

/// Longer than a page of the disk's cache together with a few others, and shorter than a line may
/// be.
const LONGEST: usize = 2000;

/// A user: a sender where the login begins with an `s`, otherwise a reader.
pub(super) struct Client {
    login: String,
    random: Rng,
    sent: usize,
    padding: usize,
}

impl Client {
    pub(super) fn new(login: &str, seed: u64, padding: usize) -> Self {
        Self {
            login: login.to_owned(),
            random: Rng::with_seed(seed),
            sent: 0,
            padding,
        }
    }

    /// One session, until the server is not `here` any more; what it saw. That sessions break is
    /// what the load is for.
    pub(super) fn session(
        &mut self,
        address: SocketAddr,
        push: bool,
        here: &dyn Fn() -> bool,
    ) -> History {
        if push {
            let Ok(mut session) = Push::log_in(address, &self.login) else {
                return History::default();
            };
            let _ = self.talk_push(&mut session, here);
            session.reset()
        } else {
            let Ok(mut session) = Classic::log_in(address, &self.login) else {
                return History::default();
            };
            let _ = self.talk_classic(&mut session, here);
            session.reset()
        }
    }

    fn is_sender(&self) -> bool {
        self.login.starts_with('s')
    }

    fn talk_push(&mut self, session: &mut Push, here: &dyn Fn() -> bool) -> Result<()> {
        while here() {
            if self.is_sender() {
                let count = self.random.usize(1..=AHEAD);
                let messages: Vec<_> = (0..count).map(|_| self.message()).collect();
                session.deliver(&messages)?;
            } else if session.listen(LISTEN)? && self.random.u8(..4) == 0 {
                session.acknowledge_all_but(0)?;
            } else if self.random.u8(..100) == 0 {
                return Ok(()); // and whatever was not acknowledged has to come again
            }
        }
        Ok(())
    }

    fn talk_classic(&mut self, session: &mut Classic, here: &dyn Fn() -> bool) -> Result<()> {
        while here() {
            if self.is_sender() {
                let (to, text) = self.message();
                session.deliver(to, &text)?;
            } else if session.ask()? == 0 {
                thread::park_timeout(ASK_AGAIN);
            }
        }
        Ok(())
    }

    /// A message that was never sent before, to any reader.
    fn message(&mut self) -> (&'static str, String) {
        self.sent += 1;
        let head = self.pick(&HEADS);
        let filler = self.pick(&FILLERS);
        let times = match self.random.u8(..20) {
            0 if !filler.is_empty() => LONGEST / filler.len(),
            _ => 1,
        };
        let padding = "x".repeat(self.padding);
        let text = format!(
            "{head}{}-{} {}{padding}",
            self.login,
            self.sent,
            filler.repeat(times)
        );
        (self.pick(&READERS), text)
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.random.usize(..from.len())]
    }
}
