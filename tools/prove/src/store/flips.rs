//! `flips`: every bit of what was answered for is flipped once, and the last write is cut off at
//! every byte. What is damaged must be refused, what is only unfinished must be set aside.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;

use super::clients::{self, Push};
use super::folder::{self, EXIT_DATA, Files, Refusal, check, start};
use super::journal::{self, Batch};
use super::{parallel, scratch, story};
use crate::{Report, Setting};

/// How many flips the short form tries.
const FLIPS: usize = 150;

/// How many truncations the short form tries.
const CUTS: usize = 40;

/// How soon an idle server has to seal its journal.
const SEALED: Duration = Duration::from_secs(5);

/// Between two looks at the journal.
const LOOK: Duration = Duration::from_millis(2);

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("flips: damage is refused, a torn end is not", setting.seed);
    if let Err(error) = damage(setting, &mut report) {
        report.violation(format!("{error:#}"));
    }
    Ok(report)
}

fn damage(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = sealed_folder(setting)?;
    let batches = journal::batches(&folder[journal::FILE])?;
    report.figure("batches", batches.len());
    let flips = chosen(flips(&batches)?, FLIPS, setting);
    report.figure("bits flipped", flips.len());
    let cuts = chosen(cuts(&batches)?, CUTS, setting);
    report.figure("truncations", cuts.len());
    let flipped = parallel::map(&flips, |flip| flip.run(setting, &folder))?;
    let cut = parallel::map(&cuts, |cut| cut.run(setting, &folder))?;
    for violation in flipped.into_iter().chain(cut).flatten() {
        report.violation(violation);
    }
    Ok(())
}

fn chosen<T>(mut all: Vec<T>, few: usize, setting: &Setting) -> Vec<T> {
    if setting.short {
        Rng::with_seed(setting.seed).shuffle(&mut all);
        all.truncate(few);
    }
    all
}

/// A folder in which several batches were written one after another. The server is killed when it
/// has proved that the last one is durable, as it does when it has nothing more to do.
fn sealed_folder(setting: &Setting) -> Result<Files> {
    let folder = scratch::folder()?;
    let data = story::data_folder(folder.path())?;
    let mut server = setting.program().start_in(&data)?;
    let mut ana = Push::log_in(server.address(), "ana")?;
    for text in [
        "one",
        "\"two\", and a half",
        "=3",
        "a fourth; até já",
        "five",
    ] {
        ana.deliver(&[("bia", text.to_owned())])?;
    }
    let end = Instant::now() + SEALED;
    while !is_sealed(&data)? {
        ensure!(
            Instant::now() < end,
            "an idle server has not sealed its journal"
        );
        thread::park_timeout(LOOK);
    }
    server.kill()?;
    folder::read(&data)
}

fn is_sealed(data: &Path) -> Result<bool> {
    let journal = fs::read(data.join(journal::FILE))?;
    let batches = journal::batches(&journal)?;
    Ok(batches
        .last()
        .is_some_and(|last| last.is_seal() && last.bytes.end == journal.len()))
}

/// The last batch that accepts a message: seals stand behind it.
fn last_said(batches: &[Batch]) -> Result<usize> {
    let last = batches.iter().rposition(|batch| !batch.is_seal());
    last.context("the journal has no messages")
}

/// One bit, and the lines of the batch that it is in.
struct Flip {
    byte: usize,
    bit: u8,
    lines: Range<usize>,
}

/// Every bit of every batch that something stands behind: it was durable, and answered for.
fn flips(batches: &[Batch]) -> Result<Vec<Flip>> {
    let last = last_said(batches)?;
    ensure!(last + 1 < batches.len(), "the journal is not sealed");
    let mut flips = Vec::new();
    for batch in &batches[..=last] {
        for byte in batch.bytes.clone() {
            flips.extend((0..8).map(|bit| Flip {
                byte,
                bit,
                lines: batch.lines.clone(),
            }));
        }
    }
    Ok(flips)
}

impl Flip {
    /// Neither a start nor `check` may take it; both say where it is, and change nothing.
    fn run(&self, setting: &Setting, folder: &Files) -> Result<Vec<String>> {
        let mut damaged = folder.clone();
        let journal = damaged.get_mut(journal::FILE).context("no journal")?;
        journal[self.byte] ^= 1 << self.bit;
        let folder = scratch::folder()?;
        folder::write(&damaged, folder.path())?;
        let mut violations = Vec::new();
        let data = folder.path();
        for said in [start(setting, data)?, check(setting, data)?] {
            if !self.is_refused(said.as_ref(), folder.path()) {
                violations.push(format!("bit {} of byte {}: {said:?}", self.bit, self.byte));
            }
        }
        if folder::read(folder.path())? != damaged {
            violations.push(format!(
                "bit {} of byte {}: files changed",
                self.bit, self.byte
            ));
        }
        Ok(violations)
    }

    /// One line on stderr that names the file and a line of the damaged batch, and how to go on.
    fn is_refused(&self, said: Option<&Refusal>, data: &Path) -> bool {
        said.is_some_and(|(code, errors)| {
            let place = format!("{}:", data.join(journal::FILE).display());
            let line = errors.split_once(&place).map(|(_, rest)| {
                let digits = rest.find(|c: char| !c.is_ascii_digit());
                rest[..digits.unwrap_or(rest.len())].parse().unwrap_or(0)
            });
            *code == Some(EXIT_DATA)
                && errors.lines().count() == 1
                && errors.contains("repair")
                && line.is_some_and(|line| self.lines.contains(&line))
        })
    }
}

/// The journal ends within its last batch that says something, or behind it.
struct Cut {
    length: usize,
    /// Where the last whole batch ends.
    good: usize,
    /// What the whole batches accept.
    texts: Vec<String>,
}

fn cuts(batches: &[Batch]) -> Result<Vec<Cut>> {
    let last = &batches[last_said(batches)?];
    let end = batches.last().map_or(0, |batch| batch.bytes.end);
    let cuts = (last.bytes.start..=end).map(|length| {
        let whole = || batches.iter().filter(|batch| batch.bytes.end <= length);
        Cut {
            length,
            good: whole().map(|batch| batch.bytes.end).max().unwrap_or(0),
            texts: whole().flat_map(|batch| batch.texts.clone()).collect(),
        }
    });
    Ok(cuts.collect())
}

impl Cut {
    /// The server must start with what the whole batches say, and keep what it cuts.
    fn run(&self, setting: &Setting, folder: &Files) -> Result<Vec<String>> {
        let mut torn = folder.clone();
        let journal = torn.get_mut(journal::FILE).context("no journal")?;
        journal.truncate(self.length);
        let tail = journal[self.good..].to_vec();
        let folder = scratch::folder()?;
        folder::write(&torn, folder.path())?;
        let found = self.recover(setting, folder.path(), &tail);
        let violation = found
            .err()
            .map(|error| format!("cut at {}: {error:#}", self.length));
        Ok(violation.into_iter().collect())
    }

    fn recover(&self, setting: &Setting, data: &Path, tail: &[u8]) -> Result<()> {
        let server = setting.program().start_in(data)?;
        let history = clients::drain(server.address(), &["bia"])?;
        let given: Vec<_> = history.deliveries.into_iter().map(|it| it.text).collect();
        ensure!(given == self.texts, "delivered are {given:?}");
        folder::ensure_aside(data, "inbox.csv", tail)
    }
}
