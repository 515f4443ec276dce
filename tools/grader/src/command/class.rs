//! The class that a command works on: its folder, its submissions, and how they are run.

use std::cell::Cell;
use std::env;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::evidence::{Build, Evidence};
use crate::intake::{self, Found};
use crate::manifest::Manifest;
use crate::progress::Progress;
use crate::record::{Entry, Folder, Run};
use crate::rubric::{Rubric, Source};
use crate::sandbox::{self, Limits, Rust};
use crate::score::Outcome;
use crate::submission::{Gathered, gather};
use crate::worker::{self, Event, Fault, Job, Place};
use crate::{assume, class, interrupt, score};

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
    /// Seconds that a build may take
    #[arg(long, value_name = "SECONDS")]
    build_limit: Option<u64>,
    /// Seconds that all checks of a submission may take together; what is left then is not checked
    #[arg(long, value_name = "SECONDS")]
    play_limit: Option<u64>,
    /// Where Rust's crates are: a folder made by `cargo vendor`, or a registry; yours if not given
    #[arg(long, value_name = "DIR")]
    crates: Option<PathBuf>,
}

/// A class with its submissions at hand.
pub(super) struct Class {
    folder: Folder,
    run: Run,
    found: Vec<Found>,
    source: Source,
    rubric: Rubric,
    runner: Runner,
    stop: &'static AtomicBool,
    /// Where everything is unpacked and copied; removed with the class.
    scratch: TempDir,
    is_anonymous: bool,
}

/// How a submission is built and run, and what was assumed of it.
type Manner = (Manifest, Option<String>);

/// What every submission is run with.
struct Runner {
    program: PathBuf,
    is_trusted: bool,
    rust: Option<Rust>,
    limits: Limits,
    jobs: NonZeroUsize,
}

impl Class {
    /// Finds the submissions of what is asked, and writes down both.
    pub(super) fn open(
        folder: Folder,
        asked: Run,
        arguments: &Running,
        is_anonymous: bool,
    ) -> Result<Class> {
        let source = Source::meant(&asked.rubric)?;
        let rubric = source.rubric()?;
        let runner = Runner::new(arguments)?;
        let stop = interrupt::flag().context("Ctrl-C cannot be waited for")?;
        let scratch = folder.scratch()?;
        let found = intake::find(&asked.paths, scratch.path())?;
        is_beside(&folder, &found)?;
        let submissions = found.iter().map(|found| Entry {
            who: found.who.clone(),
            digest: found.digest.clone(),
            notes: found.notes.clone(),
        });
        let run = Run {
            submissions: submissions.collect(),
            ..asked
        };
        folder.begin(&run)?;
        Ok(Class {
            folder,
            run,
            found,
            source,
            rubric,
            runner,
            stop,
            scratch,
            is_anonymous,
        })
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    /// Grades those that are wanted, by their places; says whether it was stopped before all were.
    pub(super) fn grade(&self, seed: u64, is_wanted: impl Fn(usize) -> bool) -> Result<bool> {
        let places = (0..self.found.len()).filter(|&place| is_wanted(place));
        let wanted: Vec<_> = places.map(|place| &self.found[place]).collect();
        let progress = Progress::new(wanted.len());
        let grade = |found: &&Found| {
            progress.begins(&found.who.id, self.name(found));
            self.one(found, seed, &progress)
        };
        let mut count = 0;
        let graded = class::each(
            &wanted,
            self.runner.jobs,
            self.stop,
            grade,
            |found, result| {
                let Some(evidence) = result else {
                    return Ok(());
                };
                self.folder.keep(&evidence)?;
                count += 1;
                let said = self.said(&evidence);
                progress.done(&found.who.id, self.name(found), &said);
                anyhow::Ok(())
            },
        );
        progress.end();
        graded?;
        Ok(count < wanted.len())
    }

    /// Whether what was seen of a submission is all that this run would see.
    pub(super) fn is_graded(&self, found: &Found) -> Result<bool> {
        let Some(evidence) = self.folder.evidence(&found.who.id)? else {
            return Ok(false);
        };
        let is_same = evidence.digest == found.digest;
        let is_fault = matches!(evidence.build, Build::Fault(_));
        let score = score(&self.rubric, &evidence);
        let mut outcomes = score.rows.iter().flat_map(|row| &row.outcomes);
        let is_whole = !outcomes.any(|outcome| *outcome == Outcome::NotPlayed);
        Ok(is_same && is_whole && (!is_fault || found.problem.is_some()))
    }

    /// What a submission is called while it is graded.
    fn name<'f>(&self, found: &'f Found) -> &'f str {
        match self.is_anonymous {
            true => &found.who.id,
            false => &found.who.name,
        }
    }

    /// What was seen of a submission; nothing where it was stopped.
    fn one(&self, found: &Found, seed: u64, progress: &Progress) -> Option<Evidence> {
        let id = &found.who.id;
        let result = match &found.problem {
            Some(problem) => Ok(Evidence::fault(id, &found.digest, seed, problem)),
            None => self.played(found, seed, progress),
        };
        match result {
            Ok(evidence) => Some(evidence),
            Err(Fault::Stopped) => None,
            // Others are killed by a Ctrl-C too, and their ends say other things.
            Err(_) if self.stop.load(Ordering::SeqCst) => None,
            Err(fault) => Some(Evidence::fault(id, &found.digest, seed, &fault.to_string())),
        }
    }

    fn played(&self, found: &Found, seed: u64, progress: &Progress) -> Result<Evidence, Fault> {
        let id = &found.who.id;
        let nothing = |build| Evidence {
            build,
            ..Evidence::fault(id, &found.digest, seed, "")
        };
        let (gathered, (manifest, assumed)) = match gathered(&found.root, self.scratch.path()) {
            Ok(gathered) => gathered,
            Err(build) => return Ok(nothing(build)),
        };
        let job = Job {
            id: id.clone(),
            digest: found.digest.clone(),
            assumed,
            ignored: gathered.left_out.clone(),
            manifest,
            rubric: self.source.clone(),
            framing: self.run.framing,
            seed,
            patience: None,
            limits: self.runner.limits.clone(),
        };
        let told = Told::new(id, progress);
        self.runner
            .run(&job, gathered.folder(), self.stop, &|event| {
                told.tell(event)
            })
    }

    /// What came of a submission, in a few words.
    fn said(&self, evidence: &Evidence) -> String {
        let score = score(&self.rubric, evidence);
        let points = format!("{} of {}", score.points(), score.automatic());
        match &evidence.build {
            Build::Failed(why) | Build::Fault(why) => {
                format!("{points}: {}", why.lines().next().unwrap_or_default())
            }
            Build::None | Build::Done(_) => points,
        }
    }
}

/// A submission with the grades in it would be another one each time.
fn is_beside(folder: &Folder, found: &[Found]) -> Result<()> {
    let out = folder.path().canonicalize();
    let out = out.with_context(|| folder.path().display().to_string())?;
    let is_around = |found: &&Found| {
        let root = found.root.canonicalize();
        root.is_ok_and(|root| out.starts_with(root))
    };
    if let Some(found) = found.iter().find(is_around) {
        bail!(
            "{} would lie inside of the submission {}: put the grades elsewhere with --out DIR",
            folder.path().display(),
            found.who.id
        );
    }
    Ok(())
}

/// A plain copy of what was handed in, and how it is built and run: nothing else of a submission is
/// looked at outside the sandbox. What a build has left belongs to it only where nothing is built.
fn gathered(root: &Path, scratch: &Path) -> Result<(Gathered, Manner), Build> {
    let copy = |is_built| {
        let gathered = gather(root, is_built, scratch);
        gathered.map_err(|error| Build::Fault(error.to_string()))
    };
    let gathered = copy(true)?;
    let manner = assume::manifest(gathered.folder()).map_err(Build::Failed)?;
    match manner.0.build {
        Some(_) => Ok((gathered, manner)),
        None => Ok((copy(false)?, manner)),
    }
}

impl Runner {
    fn new(arguments: &Running) -> Result<Runner> {
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

    fn run(
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
struct Told<'a> {
    id: &'a str,
    progress: &'a Progress,
    checks: Cell<usize>,
    done: Cell<usize>,
    failed: Cell<usize>,
}

impl<'a> Told<'a> {
    fn new(id: &'a str, progress: &'a Progress) -> Told<'a> {
        Told {
            id,
            progress,
            checks: Cell::new(0),
            done: Cell::new(0),
            failed: Cell::new(0),
        }
    }

    fn tell(&self, event: Event) {
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
