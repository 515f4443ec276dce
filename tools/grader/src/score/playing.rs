//! One check after the other, and again where it fails.

use std::env;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use testkit::deadline::{DEADLINE_VARIABLE, patience};
use testkit::program::StartError;
use testkit::{How, Program, Session, Target, Words, play};

use super::late::{self, is_late};
use super::{Conduct, Event, Outcome, Remark, Why};
use crate::client::{ClientCheck, ClientProgram, Trouble};
use crate::evidence::CheckEvidence;
use crate::rubric::{Check, Play, Row};
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
    /// Why the server's port was waited for in vain: once is enough too.
    port_in_use: Option<String>,
    /// The server has once not come up in the time that a start has: from now on it gets less.
    is_slow_start_over: bool,
}

impl<'a> Playing<'a> {
    pub(super) fn new(copy: &Copy, conduct: &'a Conduct<'a>) -> Playing<'a> {
        Playing {
            server: copy.server(),
            client: copy.client(),
            conduct,
            is_server_dead: false,
            port_in_use: None,
            is_slow_start_over: false,
        }
    }

    /// Plays a check, and tells that it is done.
    pub(super) fn play(&mut self, row: &Row, check: &Check) -> CheckEvidence {
        let begin = Instant::now();
        let outcome = self.tried(row, check);
        let is_failed = !outcome.is_passed();
        (self.conduct.progress)(Event::Done { is_failed });
        CheckEvidence {
            outcome,
            seconds: begin.elapsed().as_secs_f64(),
        }
    }

    /// Plays it until it passes, three times at most.
    fn tried(&mut self, row: &Row, check: &Check) -> Outcome {
        let words = row.words;
        let tries = if self.is_server_dead { 1 } else { TRIES };
        let mut outcome = self.once(check, words, tries == 1);
        let mut was_late = true;
        for number in 2..=tries {
            let Outcome::Failed(why) = &outcome else {
                break;
            };
            was_late &= is_late(why);
            let waited = late::waited(why);
            self.is_slow_start_over |= has_not_started(&outcome);
            let next = self.once(check, words, number == tries);
            if next.is_passed() {
                outcome = Outcome::Passed(Some(match was_late {
                    false => Remark::Unstable,
                    true => Remark::Late {
                        failed: number - 1,
                        tries: number,
                        waited,
                    },
                }));
            } else if !(has_not_started(&outcome) && has_not_started(&next)) {
                // The last failure is the one that is told: it had the most time. A start had it
                // at first.
                outcome = next;
            }
        }
        self.is_server_dead = match outcome {
            Outcome::Passed(_) => false,
            _ => self.is_server_dead || has_not_started(&outcome),
        };
        outcome
    }

    fn once(&mut self, check: &Check, words: Words, is_last: bool) -> Outcome {
        if is_over(self.conduct) {
            return Outcome::GradersFault("it was interrupted".to_owned());
        }
        if self.is_out_of_time() {
            return Outcome::OutOfTime;
        }
        let outcome = match &check.play {
            Play::Session(session) => self.session(session, words, is_last),
            Play::Client(check) => self.client(*check),
        };
        // Programs are ended then: what has failed may have done so for that reason.
        match outcome {
            Outcome::Failed(_) if self.is_out_of_time() => Outcome::OutOfTime,
            outcome => outcome,
        }
    }

    fn is_out_of_time(&self) -> bool {
        let until = self.conduct.until;
        until.is_some_and(|until| Instant::now() >= until)
    }

    fn session(&mut self, session: &Session, words: Words, is_last: bool) -> Outcome {
        let program = match &self.server {
            Ok(program) if self.is_slow_start_over => &program.clone().patience(patience()),
            Ok(program) => program,
            Err(missing) => return Outcome::Failed(Why::NoProgram(missing.clone())),
        };
        if self.port_in_use.is_none() {
            self.port_in_use = wait_for_port(program, self.conduct).err();
        }
        if let Some(why) = &self.port_in_use {
            return Outcome::GradersFault(why.clone());
        }
        let how = How {
            seed: Some(self.conduct.seed),
            words,
            patience: self.patience(is_last),
            ..How::default()
        };
        match play(session, &Target::Program(program), how) {
            Ok(played) if played.not_flushed => Outcome::Passed(Some(Remark::NotFlushed)),
            Ok(_) => Outcome::Passed(None),
            Err(failure) if failure.is_outside => Outcome::GradersFault(failure.received),
            Err(failure) => Outcome::Failed(Why::Session(failure)),
        }
    }

    fn patience(&self, is_last: bool) -> Option<Duration> {
        let given = self.conduct.patience;
        let is_fixed = given.is_some() || env::var_os(DEADLINE_VARIABLE).is_some();
        given.or((!is_last && !is_fixed).then_some(QUICK))
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

fn is_over(conduct: &Conduct) -> bool {
    let stop = conduct.stop;
    stop.is_some_and(|stop| stop.load(Ordering::SeqCst))
}

/// Waits until the server can have its port, and says so where it takes longer than a moment.
fn wait_for_port(program: &Program, conduct: &Conduct) -> Result<(), String> {
    let mut is_said = false;
    let goes_on = |port, limit| {
        if !is_said {
            (conduct.progress)(Event::WaitsForPort { port, limit });
        }
        is_said = true;
        !is_over(conduct)
    };
    let waited = program.wait_for_port(goes_on);
    waited.map_err(|error: StartError| error.to_string())
}

/// Whether a session has failed before its first step.
fn has_not_started(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(Why::Session(failure))
        if failure.line.is_none() && failure.steps.is_empty())
}
