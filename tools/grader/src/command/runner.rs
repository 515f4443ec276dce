//! How submissions are run, and what is told meanwhile.

use std::cell::Cell;
use std::env;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::evidence::Evidence;
use crate::progress::Progress;
use crate::sandbox::{self, Limits, Rust};
use crate::worker::{self, Event, Fault, Job, Place};

/// How submissions are run.
#[derive(Debug, clap::Args)]
pub(super) struct Running {
    /// How many are graded at a time; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Run them without a sandbox, with your own rights, one at a time: only what you would run
    /// yourself
    #[arg(long)]
    trust: bool,
    /// Seconds that a build may take, 240 if not given; one that never ends keeps its place so long
    #[arg(long, value_name = "SECONDS")]
    build_limit: Option<u64>,
    /// Seconds that all checks of a submission may take together, 300 if not given; what is left
    /// then is not checked
    #[arg(long, value_name = "SECONDS")]
    play_limit: Option<u64>,
    /// Where Rust's crates are: a folder made by `cargo vendor`, or a registry; yours if not given
    #[arg(long, value_name = "DIR")]
    crates: Option<PathBuf>,
}

/// What every submission is run with.
pub(super) struct Runner {
    program: PathBuf,
    is_trusted: bool,
    rust: Option<Rust>,
    limits: Limits,
    jobs: NonZeroUsize,
}

impl Runner {
    pub(super) fn new(arguments: &Running) -> Result<Runner> {
        let is_trusted = arguments.trust;
        if !is_trusted {
            sandbox::available()?;
        }
        let mut limits = Limits::default();
        let seconds = |given: Option<u64>, usual| given.map_or(usual, Duration::from_secs);
        limits.build_time = seconds(arguments.build_limit, limits.build_time);
        limits.play_time = seconds(arguments.play_limit, limits.play_time);
        let crates = arguments.crates.as_deref();
        if let Some(folder) = crates.filter(|folder| !folder.is_dir()) {
            bail!("there is no folder {}", folder.display());
        }
        let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Ok(Runner {
            program: env::current_exe().context("this program does not find itself")?,
            is_trusted,
            rust: Rust::of_host(crates),
            limits,
            // Without a network of its own, each may want the one port 3333.
            jobs: if is_trusted {
                NonZeroUsize::MIN
            } else {
                arguments.jobs.unwrap_or(cores)
            },
        })
    }

    /// How many at a time.
    pub(super) fn jobs(&self) -> NonZeroUsize {
        self.jobs
    }

    /// What each may have.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs a submission that was copied into this folder.
    pub(super) fn run(
        &self,
        job: &Job,
        folder: &Path,
        stop: &AtomicBool,
        tell: &dyn Fn(Event),
    ) -> Result<Evidence, Fault> {
        let place = if self.is_trusted {
            Place::Trusted
        } else {
            Place::Sandbox(self.rust.as_ref())
        };
        worker::run(job, &self.program, folder, place, stop, tell)
    }
}

/// What a worker tells, as a line that changes.
pub(super) struct Told<'a> {
    id: &'a str,
    progress: &'a Progress,
    checks: Cell<usize>,
    done: Cell<usize>,
    failed: Cell<usize>,
}

impl<'a> Told<'a> {
    pub(super) fn new(id: &'a str, progress: &'a Progress) -> Told<'a> {
        Told {
            id,
            progress,
            checks: Cell::new(0),
            done: Cell::new(0),
            failed: Cell::new(0),
        }
    }

    pub(super) fn tell(&self, event: Event) {
        let what = match event {
            Event::Building => "building".to_owned(),
            Event::WaitsForPort { port, limit } => {
                format!("waiting for port {port}, {} s at most", limit.as_secs())
            }
            Event::Playing { checks } => {
                self.checks.set(checks);
                self.played()
            }
            Event::Done { is_failed } => {
                self.done.set(self.done.get() + 1);
                self.failed.set(self.failed.get() + usize::from(is_failed));
                self.played()
            }
        };
        self.progress.is_at(self.id, &what);
    }

    fn played(&self) -> String {
        let [done, checks, failed] = [&self.done, &self.checks, &self.failed].map(Cell::get);
        format!("{done} of {checks} checks, {failed} failed")
    }
}
