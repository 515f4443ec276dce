//! `cargo kit sessions`: every session against every program that must pass it.

mod files;
mod progress;
mod report;
mod table;
mod trial;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use testkit::{Pace, Session, vary};

use crate::course::{self, CourseProgram, PROGRAMS};
use crate::parallel;
use crate::programs::{self, Binaries};

pub use files::{find, load};
pub use progress::{Manner, Progress};
pub use trial::{Trial, Verdict};

/// So many failed sessions of a program are enough to work on.
const MOST_FAILED: usize = 5;

/// Play all session files against all programs, and print who passes what
///
/// Exit codes: 0 all passed, 1 at least one that must pass failed, 2 nothing could be played.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit sessions --program ch04 --session message-waits")]
pub struct Arguments {
    /// Only this program: ch04-inbox, ch04 or 4, or final
    #[arg(long)]
    program: Option<String>,
    /// Only sessions with this in their name
    #[arg(long, value_name = "NAME")]
    session: Option<String>,
    /// Only this pace: normal, byte-by-byte or coalesced
    #[arg(long)]
    pace: Option<Pace>,
    /// The number that chooses names and texts; another one each time where it is not given
    #[arg(long)]
    seed: Option<u64>,
    /// Play also what a program need not pass, for information: its marks stand in brackets
    #[arg(long)]
    all: bool,
    /// Play on where five sessions of a program have failed
    #[arg(long)]
    keep_going: bool,
}

/// How trials are played.
#[derive(Debug)]
pub struct Conduct {
    /// How long a line is waited for at first, see [`Trial::run`].
    pub quick: Option<Duration>,
    /// With a program that has failed so often, no more is played; none plays all.
    pub most_failed: Option<usize>,
    /// Who is told how far it is.
    pub progress: Progress,
}

/// A trial, and what became of it: nothing, where it was not played any more.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// What was to be played.
    pub trial: Trial<'a>,
    /// How it went.
    pub verdict: Option<Verdict>,
}

/// Plays, prints the table and the failures.
///
/// # Errors
/// Where a session file is wrong, a program does not compile, or there is nothing to play.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let programs = match &arguments.program {
        Some(name) => vec![CourseProgram::meant(name)?],
        None => PROGRAMS.iter().collect(),
    };
    let sessions = selected(find(&course::located()?)?, arguments.session.as_deref())?;
    let seed = arguments.seed.unwrap_or_else(vary::seed);
    let paces = arguments.pace.map_or(Pace::ALL.to_vec(), |pace| vec![pace]);
    let mut trials = trials(&sessions, &programs, &paces, seed);
    trials.retain(|trial| arguments.all || trial.must_pass());
    ensure!(
        !trials.is_empty(),
        "nothing to play; --all plays also what a program need not pass"
    );
    println!("{}", report::plan(&trials));
    let names: Vec<_> = programs.iter().map(|program| program.binary).collect();
    let binaries = programs::build(&names)?;
    let conduct = Conduct {
        quick: trial::quick(),
        most_failed: (!arguments.all && !arguments.keep_going).then_some(MOST_FAILED),
        progress: Progress::new(Manner::of_stderr(), trials.len()),
    };
    let outcomes = play_all(trials, &binaries, &conduct)?;
    print!("{}", table::table(&sessions, &programs, &outcomes));
    print!("{}", report::report(&outcomes, seed));
    let failed = outcomes.iter().any(Outcome::is_failure);
    Ok(ExitCode::from(u8::from(failed)))
}

/// Those with this in their name; only the one of this very name, where there is one.
fn selected(sessions: Vec<Session>, name: Option<&str>) -> Result<Vec<Session>> {
    let Some(name) = name else {
        return Ok(sessions);
    };
    // A path is what one has at hand.
    let name = name.strip_suffix(".session").unwrap_or(name);
    let name = name.rsplit('/').next().unwrap_or(name);
    let (exact, others): (Vec<_>, Vec<_>) = sessions
        .into_iter()
        .filter(|session| files::stem(session).contains(name))
        .partition(|session| files::stem(session) == name);
    let found = if exact.is_empty() { others } else { exact };
    ensure!(
        !found.is_empty(),
        "no session has `{name}` in its name; they are the files in chapters/*/sessions and final/sessions"
    );
    Ok(found)
}

/// Every session with every program, whether it must pass or not: the chapters in their order, and
/// in each the short sessions first, because the basics are short.
pub fn trials<'a>(
    sessions: &'a [Session],
    programs: &[&'static CourseProgram],
    paces: &[Pace],
    seed: u64,
) -> Vec<Trial<'a>> {
    let mut sessions: Vec<_> = sessions.iter().collect();
    sessions.sort_by_key(|session| (course::place(&session.since), session.steps.len()));
    let mut trials = Vec::new();
    for session in sessions {
        let mut paces = paces.to_vec();
        paces.retain(|&pace| session.may_coalesce || pace != Pace::Coalesced);
        trials.extend(programs.iter().map(|&program| Trial {
            session,
            program,
            paces: paces.clone(),
            seed,
        }));
    }
    trials.retain(|trial| !trial.paces.is_empty());
    trials
}

/// Plays them, several at a time; the outcomes are in the order of the trials.
///
/// # Errors
/// Where a program's binary was not built.
pub fn play_all<'a>(
    trials: Vec<Trial<'a>>,
    binaries: &Binaries,
    conduct: &Conduct,
) -> Result<Vec<Outcome<'a>>> {
    for Trial { program, .. } in &trials {
        ensure!(
            binaries.contains_key(program.binary),
            "cargo has built no binary `{}`",
            program.binary
        );
    }
    let failed = Failed::default();
    let play = |trial: &Trial<'a>| {
        if failed.is_enough(trial, conduct.most_failed) {
            return None;
        }
        let program = trial.program.program(&binaries[trial.program.binary]);
        let verdict = trial.run(&program, conduct.quick);
        let is_failure = verdict.is_err() && trial.must_pass();
        failed.add(trial, is_failure);
        conduct.progress.done(is_failure);
        Some(verdict)
    };
    let verdicts = parallel::map(&trials, play, |_| {});
    conduct.progress.end();
    let outcomes = trials.into_iter().zip(verdicts);
    Ok(outcomes
        .map(|(trial, verdict)| Outcome { trial, verdict })
        .collect())
}

impl Outcome<'_> {
    /// Whether it must pass and did not.
    pub fn is_failure(&self) -> bool {
        matches!(self.verdict, Some(Err(_))) && self.trial.must_pass()
    }
}

/// How many sessions of each program have failed.
#[derive(Default)]
struct Failed(Mutex<BTreeMap<&'static str, usize>>);

impl Failed {
    fn add(&self, trial: &Trial, is_failure: bool) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(trial.program.name).or_default() += usize::from(is_failure);
    }

    fn is_enough(&self, trial: &Trial, most: Option<usize>) -> bool {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(trial.program.name).copied().unwrap_or_default();
        most.is_some_and(|most| count >= most)
    }
}
