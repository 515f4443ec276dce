//! The worker's own side.

use std::cell::Cell;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use testkit::program::groups;
use testkit::working_copy::CopyError;

use super::{Event, Job, Order, Programs, Report};
use crate::evidence::{Build, Checks, Evidence, FORMAT};
use crate::framing::Seen;
use crate::rubric::Rubric;
use crate::sandbox::{Inner, Use, Watchdog};
use crate::score::{self, Conduct, play};
use crate::submission::{Copy, Submission};

/// The most bytes of an order.
const ORDER: u64 = 16 * 1024 * 1024;

/// Reads an order, carries it out, and ends with what was seen. A failure is one line on stderr.
pub fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), String> {
    let order = read_order()?;
    // Whoever has ordered this is gone, or wants nothing of it any more.
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        groups::kill_all();
        process::exit(1);
    });
    let evidence = carry_out(&order)?;
    say(&Report::Evidence(Box::new(evidence)))
}

fn read_order() -> Result<Order, String> {
    let mut line = String::new();
    let read = io::stdin().lock().take(ORDER).read_line(&mut line);
    read.map_err(|error| format!("the order cannot be read: {error}"))?;
    serde_json::from_str(&line).map_err(|error| format!("the order is not understood: {error}"))
}

/// Whoever does not read it any more has ended this process already.
fn say(report: &Report) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("nothing can be said: {error}");
    let mut line = serde_json::to_string(report).map_err(|error| failed(&error))?;
    line.push('\n');
    let written = io::stdout().lock().write_all(line.as_bytes());
    written.map_err(|error| failed(&error))
}

fn tell(event: Event) {
    let _ = say(&Report::Event(event));
}

fn carry_out(order: &Order) -> Result<Evidence, String> {
    let job = &order.job;
    let begin = Instant::now();
    let rubric = job.rubric.rubric().map_err(|error| error.to_string())?;
    let submission = Submission {
        folder: order.folder.clone(),
        manifest: job.manifest.clone(),
    };
    let (build, checks, seen) = match submission.copy(None) {
        Ok(copy) => built_and_played(order, &rubric, copy)?,
        Err(CopyError::TooLarge(_)) => nothing(too_large(&order.folder)),
        Err(error) => return Err(error.to_string()),
    };
    Ok(Evidence {
        format: FORMAT,
        id: job.id.clone(),
        digest: job.digest.clone(),
        seed: job.seed,
        assumed: job.assumed.clone(),
        manifest: job.assumed.as_ref().and_then(|_| job.manifest.to_toml()),
        ignored: job.ignored.clone(),
        build,
        reading: rubric.reading,
        asked: job.framing.unwrap_or(rubric.framing),
        framing: seen,
        checks,
        seconds: begin.elapsed().as_secs_f64(),
    })
}

fn too_large(folder: &Path) -> Build {
    let error = CopyError::TooLarge(folder.to_owned());
    Build::Failed(error.to_string())
}

/// What became of the build and of the checks, and how the server talks.
type Played = (Build, Checks, Seen);

/// Without programs nothing is played.
fn nothing(build: Build) -> Played {
    (build, Checks::new(), Seen::default())
}

fn built_and_played(order: &Order, rubric: &Rubric, copy: Copy) -> Result<Played, String> {
    let limits = &order.job.limits;
    let watchdog = match order.programs {
        Programs::Enclosed { .. } => {
            Watchdog::start(limits.build.memory, limits.scratch, limits.files)
        }
        // Nobody has promised limits, and the folder of temporary files is everybody's.
        Programs::Trusted => Watchdog::start(u64::MAX, u64::MAX, u64::MAX),
    };
    let build = build(order, &copy, &watchdog)?;
    if matches!(build, Build::Failed(_) | Build::Fault(_)) {
        return Ok(nothing(build));
    }
    let until = Instant::now() + limits.play_time;
    watchdog.end_at(until);
    let copy = match order.programs {
        Programs::Enclosed { .. } => {
            watchdog.allow_memory(limits.run.memory);
            let inner = Inner::new(Use::Run, &limits.run, None, &watchdog);
            copy.within(Arc::new(inner.map_err(no_enclosure)?))
        }
        Programs::Trusted => copy,
    };
    let (checks, seen) = played(&order.job, rubric, &copy, until);
    Ok((build, checks, seen))
}

fn no_enclosure(error: io::Error) -> String {
    format!("the enclosure cannot be prepared: {error}")
}

fn build(order: &Order, copy: &Copy, watchdog: &Watchdog) -> Result<Build, String> {
    let Job {
        manifest, limits, ..
    } = &order.job;
    if manifest.build.is_none() {
        return Ok(Build::None);
    }
    tell(Event::Building);
    let inner = match &order.programs {
        Programs::Enclosed { rust } => {
            let inner = Inner::new(Use::Build, &limits.build, rust.as_ref(), watchdog);
            Some(inner.map_err(no_enclosure)?)
        }
        Programs::Trusted => None,
    };
    let inner = inner.as_ref().map(|inner| inner as _);
    Ok(match copy.build(limits.build_time, inner) {
        Ok(built) => Build::Done(built.map_or(Duration::ZERO, |it| it.took).as_secs_f64()),
        Err(error) if error.is_outside() => Build::Fault(error.to_string()),
        Err(error) => Build::Failed(error.to_string()),
    })
}

fn played(job: &Job, rubric: &Rubric, copy: &Copy, until: Instant) -> (Checks, Seen) {
    let mut conduct = Conduct::new(job.seed);
    conduct.patience = job.patience;
    conduct.until = Some(until);
    conduct.framing = job.framing;
    let seen = Cell::new(Seen::default());
    let progress = |event| match event {
        score::Event::Seen(all) => seen.set(all),
        event => Event::of(&event).into_iter().for_each(tell),
    };
    conduct.progress = &progress;
    let checks = conduct.rows(rubric).map(|row| row.checks.len()).sum();
    tell(Event::Playing { checks });
    let checks = play(rubric, copy, &conduct);
    (checks, seen.get())
}
