//! The class that a command works on: its folder, its submissions, and how they are run.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::runner::{Runner, Running, Told};
use crate::evidence::{Build, Evidence};
use crate::intake::{self, Found};
use crate::manifest::Manifest;
use crate::progress::Progress;
use crate::record::{Entry, Folder, Run};
use crate::rubric::{Rubric, Source};
use crate::score::Outcome;
use crate::submission::{Gathered, gather};
use crate::worker::{Fault, Job};
use crate::{assume, class, interrupt, score};

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

impl Class {
    /// Finds the submissions of what is asked.
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

    /// Writes down what is asked, and what was found. Where all is to be graded anew, what was seen
    /// before does not count.
    pub(super) fn begin(&self, is_anew: bool) -> Result<()> {
        if is_anew {
            self.folder.set_aside()?;
        }
        Ok(self.folder.begin(&self.run)?)
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
            self.runner.jobs(),
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
        let asked = self.run.framing.unwrap_or(self.rubric.framing);
        let is_asked = evidence.checks.is_empty() || evidence.asked == asked;
        let is_same = evidence.digest == found.digest && is_asked;
        let is_built = match evidence.build {
            Build::Fault(_) => false,
            Build::Unreadable(_) => found.problem.is_some(),
            _ => true,
        };
        let score = score(&self.rubric, &evidence);
        let mut outcomes = score.rows.iter().flat_map(|row| &row.outcomes);
        let is_whole = !outcomes.any(|outcome| *outcome == Outcome::NotPlayed);
        Ok(is_same && is_whole && is_built)
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
        let nothing = |build| nothing(found, seed, build);
        let result = match &found.problem {
            Some(problem) => Ok(nothing(Build::Unreadable(problem.clone()))),
            None => self.played(found, seed, progress),
        };
        match result {
            Ok(evidence) => Some(evidence),
            Err(Fault::Stopped) => None,
            // Others are killed by a Ctrl-C too, and their ends say other things.
            Err(_) if self.stop.load(Ordering::SeqCst) => None,
            Err(fault) => Some(nothing(Build::Fault(fault.to_string()))),
        }
    }

    fn played(&self, found: &Found, seed: u64, progress: &Progress) -> Result<Evidence, Fault> {
        let id = &found.who.id;
        let (gathered, (manifest, assumed)) = match gathered(&found.root, self.scratch.path()) {
            Ok(gathered) => gathered,
            Err(build) => return Ok(nothing(found, seed, build)),
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
            limits: self.runner.limits().clone(),
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
            Build::Failed(why) | Build::Fault(why) | Build::Unreadable(why) => {
                format!("{points}: {}", why.lines().next().unwrap_or_default())
            }
            Build::None | Build::Done(_) => points,
        }
    }
}

/// The evidence where nothing was played.
fn nothing(found: &Found, seed: u64, build: Build) -> Evidence {
    Evidence {
        build,
        ..Evidence::fault(&found.who.id, &found.digest, seed, "")
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
