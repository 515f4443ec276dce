//! One check after the other, and again where it fails.

use std::env;
use std::sync::atomic::Ordering;
use std::time::Duration;

use testkit::deadline::DEADLINE_VARIABLE;
use testkit::{How, Program, Session, Target, play};

use super::{Conduct, Outcome, Remark, Why};
use crate::client::{ClientCheck, ClientProgram, Trouble};
use crate::rubric::{Check, Play};
use crate::submission::Copy;

/// How often a check that fails is tried in all.
const TRIES: usize = 3;

/// How long a line is waited for, but for the last try: that has all the time there is.
const QUICK: Duration = Duration::from_secs(2);

/// The programs, and what has been learned about them.
pub(super) struct Playing<'a> {
    server: Result<Program, String>,
    client: Result<ClientProgram, String>,
    conduct: &'a Conduct<'a>,
    /// The server has not come up, however often it was tried: once is enough from now on.
    is_server_dead: bool,
}

impl<'a> Playing<'a> {
    pub(super) fn new(copy: &Copy, conduct: &'a Conduct<'a>) -> Playing<'a> {
        Playing {
            server: copy.server(),
            client: copy.client(),
            conduct,
            is_server_dead: false,
        }
    }

    /// Plays a check, and once more as long as it fails, three times in all.
    pub(super) fn play(&mut self, check: &Check) -> Outcome {
        let tries = if self.is_server_dead { 1 } else { TRIES };
        let mut outcome = self.once(check, tries == 1);
        let mut was_late = true;
        for number in 2..=tries {
            let Outcome::Failed(why) = &outcome else {
                break;
            };
            was_late &= is_late(why);
            // The last failure is the one that is told: it had the most time.
            outcome = self.once(check, number == tries);
            if outcome.is_passed() && !was_late {
                outcome = Outcome::Passed(Some(Remark::Unstable));
            }
        }
        self.is_server_dead = match outcome {
            Outcome::Passed(_) => false,
            _ => self.is_server_dead || has_not_started(&outcome),
        };
        (self.conduct.progress)(!outcome.is_passed());
        outcome
    }

    fn once(&self, check: &Check, is_last: bool) -> Outcome {
        let is_over = |stop: &std::sync::atomic::AtomicBool| stop.load(Ordering::SeqCst);
        if self.conduct.stop.is_some_and(is_over) {
            return Outcome::GradersFault("it was interrupted".to_owned());
        }
        match &check.play {
            Play::Session(session) => self.session(session, is_last),
            Play::Client(check) => self.client(*check),
        }
    }

    fn session(&self, session: &Session, is_last: bool) -> Outcome {
        let program = match &self.server {
            Ok(program) => program,
            Err(missing) => return Outcome::Failed(Why::NoProgram(missing.clone())),
        };
        let is_fixed = env::var_os(DEADLINE_VARIABLE).is_some();
        let how = How {
            seed: Some(self.conduct.seed),
            patience: (!is_last && !is_fixed).then_some(QUICK),
            ..How::default()
        };
        match play(session, &Target::Program(program), how) {
            Ok(played) if played.not_flushed => Outcome::Passed(Some(Remark::NotFlushed)),
            Ok(_) => Outcome::Passed(None),
            Err(failure) if failure.is_outside => Outcome::GradersFault(failure.received),
            Err(failure) => Outcome::Failed(Why::Session(failure)),
        }
    }

    fn client(&self, check: ClientCheck) -> Outcome {
        let client = match &self.client {
            Ok(client) => client,
            Err(missing) => return Outcome::Failed(Why::NoProgram(missing.clone())),
        };
        match check.play(client, self.conduct.seed) {
            Ok(()) => Outcome::Passed(None),
            Err(Trouble::Outside(fault)) => Outcome::GradersFault(fault),
            Err(Trouble::Failed(failure)) => Outcome::Failed(Why::Client(failure)),
        }
    }
}

/// Whether more time might have helped: then a later success says nothing about the program.
fn is_late(why: &Why) -> bool {
    matches!(why, Why::Session(failure) if failure.is_late)
}

/// Whether a session has failed before its first step.
fn has_not_started(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(Why::Session(failure))
        if failure.line.is_none() && failure.steps.is_empty())
}
