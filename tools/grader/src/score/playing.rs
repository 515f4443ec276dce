//! One check after the other, and again where it fails.

use std::env;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use testkit::deadline::{DEADLINE_VARIABLE, patience, start_patience};
use testkit::program::StartError;
use testkit::{
    Failure, Framing, How, Played, Program, Reading, Session, Target, Wire, Words, play,
};

use super::late::{self, is_late};
use super::{Conduct, Event, Outcome, Remark, Why};
use crate::client::{ClientCheck, Delivery, Manner, Trouble};
use crate::evidence::CheckEvidence;
use crate::framing::{self, Answer, Choice, Found, Seen};
use crate::rubric::{Check, Play, Row, Rubric};
use crate::submission::Copy;

/// How often a check that fails is tried in all.
const TRIES: usize = 3;

/// How long a line is waited for, but for the last try: that has all the time there is.
const QUICK: Duration = Duration::from_secs(2);

/// After so many starts in a row that have not come up, each gets less time.
const MOST_STARTS_IN_VAIN: usize = 2;

/// In so many checks it is looked for how lines end, where the server never answers.
const MOST_SILENCES: usize = 3;

/// The programs, and what has been learned about them.
pub(super) struct Playing<'a> {
    copy: &'a Copy,
    conduct: &'a Conduct<'a>,
    /// The server has not come up, however often it was tried: once is enough from now on, and a
    /// moment.
    is_server_dead: bool,
    /// Why the server's port was waited for in vain: once is enough too.
    port_in_use: Option<String>,
    /// So many starts in a row have not come up in the time that a start has.
    starts_in_vain: usize,
    /// A client's login has once had the time that a start has, for nothing.
    is_slow_login_over: bool,
    reading: Reading,
    framing: Choice,
    seen: Seen,
    /// How many checks have found no answer that tells how lines end.
    silences: usize,
    /// This check has, and goes on with LF.
    is_silent: bool,
    /// How batches reach the client, the likeliest first.
    deliveries: [Delivery; TRIES],
}

impl<'a> Playing<'a> {
    pub(super) fn new(rubric: &Rubric, copy: &'a Copy, conduct: &'a Conduct<'a>) -> Playing<'a> {
        Playing {
            copy,
            conduct,
            is_server_dead: false,
            port_in_use: None,
            starts_in_vain: 0,
            is_slow_login_over: false,
            reading: rubric.reading,
            framing: conduct.framing.unwrap_or(rubric.framing),
            seen: Seen::default(),
            silences: 0,
            is_silent: false,
            deliveries: [Delivery::Lines, Delivery::OneByOne, Delivery::Joined],
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
        self.is_silent = false;
        let tries = if self.is_server_dead { 1 } else { TRIES };
        let mut outcome = self.once(check, words, 1, tries);
        let mut was_late = true;
        for number in 2..=tries {
            let Outcome::Failed(why) = &outcome else {
                break;
            };
            was_late &= is_late(why);
            let waited = late::waited(why);
            let next = self.once(check, words, number, tries);
            if next.is_passed() && self.is_other_delivery(check, number) {
                outcome = next;
            } else if next.is_passed() {
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

    fn once(&mut self, check: &Check, words: Words, number: usize, tries: usize) -> Outcome {
        if is_over(self.conduct) {
            return Outcome::GradersFault("it was interrupted".to_owned());
        }
        if self.is_out_of_time() {
            return Outcome::OutOfTime;
        }
        let outcome = match &check.play {
            Play::Session(session) => self.session(session, words, number == tries),
            Play::Client(check) => self.client(*check, number),
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
        let program = match self.copy.server() {
            Ok(program) if self.is_server_dead => program.patience(QUICK.min(patience())),
            Ok(program) if self.starts_in_vain >= MOST_STARTS_IN_VAIN => {
                program.patience(patience())
            }
            Ok(program) => program,
            Err(missing) => return Outcome::Failed(Why::NoProgram(missing)),
        };
        let program = &program;
        if self.port_in_use.is_none() {
            self.port_in_use = wait_for_port(program, self.conduct).err();
        }
        if let Some(why) = &self.port_in_use {
            return Outcome::GradersFault(why.clone());
        }
        let framing = match self.understood(program) {
            Ok(framing) => framing,
            Err(why) => return Outcome::GradersFault(why),
        };
        let how = How {
            framing,
            reading: self.reading,
            seed: Some(self.conduct.seed),
            words,
            patience: self.patience(is_last),
            ..How::default()
        };
        let played = play(session, &Target::Program(program), how);
        self.note_start(&played);
        match played {
            Ok(played) => {
                self.see(played.wire);
                Outcome::Passed(played.not_flushed.then_some(Remark::NotFlushed))
            }
            Err(failure) if failure.is_outside => Outcome::GradersFault(failure.received),
            Err(failure) => Outcome::Failed(Why::Session(failure)),
        }
    }

    fn note_start(&mut self, played: &Result<Played, Box<Failure>>) {
        self.starts_in_vain = match played {
            Err(failure) if failure.is_outside => self.starts_in_vain,
            Err(failure) if is_before_start(failure) => self.starts_in_vain + 1,
            _ => 0,
        };
    }

    fn patience(&self, is_last: bool) -> Option<Duration> {
        let given = self.conduct.patience;
        let is_fixed = given.is_some() || env::var_os(DEADLINE_VARIABLE).is_some();
        given.or((!is_last && !is_fixed).then_some(QUICK))
    }

    /// What the server understands, found out once. As long as nothing is seen it gets LF, as most
    /// do; who is slow once is asked again in the next check.
    fn understood(&mut self, program: &Program) -> Result<Framing, String> {
        if let Some(found) = self.seen.found {
            return Ok(found.framing);
        }
        let answer = match self.framing {
            Choice::Fixed(framing) => Answer::Found(Found::given(framing)),
            Choice::Auto if self.is_silent || self.silences >= MOST_SILENCES => Answer::Nothing,
            Choice::Auto => self.look(program)?,
        };
        let Answer::Found(found) = answer else {
            return Ok(Framing::Lf);
        };
        if found.replies_have_line_ends == Some(false) {
            // Its author's client is likely to read what its author's server writes.
            self.deliveries = [Delivery::OneByOne, Delivery::Joined, Delivery::Lines];
        }
        self.seen.found = Some(found);
        (self.conduct.progress)(Event::Seen(self.seen));
        Ok(found.framing)
    }

    fn look(&mut self, program: &Program) -> Result<Answer, String> {
        let is_first = self.silences == 0;
        let ready = || wait_for_port(program, self.conduct);
        let answer = framing::detect(program, is_first, ready)?;
        match answer {
            Answer::Found(_) => self.starts_in_vain = 0,
            Answer::NotStarted => self.starts_in_vain += 1,
            Answer::Nothing => {
                self.starts_in_vain = 0;
                self.silences += 1;
                self.is_silent = true;
            }
        }
        Ok(answer)
    }

    fn see(&mut self, wire: Option<Wire>) {
        let both = match (self.seen.wire, wire) {
            (Some(before), Some(now)) => Some(before.and(now)),
            (before, now) => before.or(now),
        };
        if both != self.seen.wire {
            self.seen.wire = both;
            (self.conduct.progress)(Event::Seen(self.seen));
        }
    }

    /// Whether this try of a client was no repetition: the server talked in another manner.
    fn is_other_delivery(&mut self, check: &Check, number: usize) -> bool {
        let is_other = matches!(check.play, Play::Client(_))
            && self.reading == Reading::Texts
            && !self.deliveries[..number - 1].contains(&self.deliveries[number - 1]);
        if is_other {
            // What it understands is tried first from now on, and then once more.
            let [one, two, _] = self.deliveries;
            let known = self.deliveries[number - 1];
            let other = if known == one { two } else { one };
            self.deliveries = [known, known, other];
        }
        is_other
    }

    fn manner(&self, number: usize) -> Manner {
        match self.reading {
            Reading::Lines => Manner {
                framing: self.framing,
                ..Manner::default()
            },
            Reading::Texts => Manner {
                framing: Choice::Auto,
                delivery: self.deliveries[number - 1],
                is_plain: true,
            },
        }
    }

    fn client(&mut self, check: ClientCheck, number: usize) -> Outcome {
        // It may have removed its own files.
        let client = match self.copy.client() {
            Ok(client) => client,
            Err(missing) => return Outcome::Failed(Why::NoProgram(missing)),
        };
        let login = match number {
            1 if !self.is_slow_login_over => start_patience(),
            _ => patience(),
        };
        let begin = Instant::now();
        let played = check.play_by(&client, self.conduct.seed, self.manner(number), login);
        self.is_slow_login_over |= played.is_err() && begin.elapsed() >= start_patience();
        match played {
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
    matches!(outcome, Outcome::Failed(Why::Session(failure)) if is_before_start(failure))
}

fn is_before_start(failure: &Failure) -> bool {
    failure.line.is_none() && failure.steps.is_empty()
}
