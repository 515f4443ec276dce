//! Where something can go wrong: counted in a run in which nothing does.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use testkit::program::Program;

use super::super::history::History;
use super::super::story::{self, PARTS, Part};
use super::super::strace::{self, Event, Moment};
use crate::Setting;

/// What happens instead of the call, or just before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The process is killed.
    Kill,
    /// The disk has failed.
    Failed,
    /// The disk is full.
    Full,
    /// A signal came in between.
    Interrupted,
}

impl Fault {
    /// Every fault.
    pub(super) const ALL: [Self; 4] = [Self::Kill, Self::Failed, Self::Full, Self::Interrupted];

    /// The calls that it is tried on.
    fn calls(self) -> &'static [&'static str] {
        match self {
            Self::Kill => &CALLS,
            Self::Failed => &["fdatasync", "fsync"],
            Self::Full | Self::Interrupted => &["write", "pwrite64", "writev"],
        }
    }

    /// What strace is told to do.
    pub(super) fn injection(self) -> &'static str {
        match self {
            Self::Kill => "signal=SIGKILL",
            Self::Failed => "error=EIO",
            Self::Full => "error=ENOSPC",
            Self::Interrupted => "error=EINTR",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Kill => "killed before the call",
            Self::Failed => "EIO",
            Self::Full => "ENOSPC",
            Self::Interrupted => "EINTR",
        })
    }
}

/// The calls that change the data folder, or that make it durable.
const CALLS: [&str; 12] = [
    "openat",
    "write",
    "pwrite64",
    "writev",
    "fdatasync",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "ftruncate",
    "unlink",
    "unlinkat",
];

/// A call in the story at which something goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// What goes wrong.
    pub(super) fault: Fault,
    /// In which part of the story.
    pub(super) part: usize,
    /// The call's name.
    pub(super) call: String,
    /// The file, in the data folder.
    pub(super) file: PathBuf,
    /// The how-manieth of these calls on this file by one thread, from 1.
    pub(super) when: usize,
}

impl fmt::Display for Point {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, file) = (self.part + 1, shown(&self.file));
        let Self {
            fault, call, when, ..
        } = self;
        write!(out, "{fault}: part {part}, {call} {when} of {file}")
    }
}

fn shown(file: &Path) -> String {
    if file == Path::new("") {
        return "the folder".to_owned();
    }
    file.display().to_string()
}

/// What a run without faults does.
pub(super) struct Counted {
    /// How often each call is made on each file.
    pub(super) calls: BTreeMap<String, usize>,
    /// Every point.
    pub(super) points: Vec<Point>,
    /// Calls that no point reaches: another thread makes the same call on the same file more often,
    /// and strace counts for each by itself.
    pub(super) hidden: usize,
}

/// Counts in a run without faults.
pub(super) fn count(setting: &Setting) -> Result<Counted> {
    let folder = tempfile::tempdir()?;
    let data = story::data_folder(folder.path())?;
    let mut counted = Counted {
        calls: BTreeMap::new(),
        points: Vec::new(),
        hidden: 0,
    };
    for (index, part) in PARTS.into_iter().enumerate() {
        let trace = folder.path().join(format!("trace-{index}"));
        play(
            &strace::recorder(&setting.server, &trace, &CALLS),
            &data,
            part,
        )?;
        counted.add(index, &data, &strace::recorded(&trace)?);
    }
    Ok(counted)
}

fn play(program: &Program, data: &Path, part: Part) -> Result<()> {
    let mut server = program.start_in(data)?;
    part(server.address(), &mut History::default()).context("the story without a fault")?;
    server.stop()?;
    Ok(())
}

impl Counted {
    fn add(&mut self, part: usize, data: &Path, events: &[Event]) {
        let mut calls: BTreeMap<(String, PathBuf), BTreeMap<u32, usize>> = BTreeMap::new();
        for event in events.iter().filter(|event| event.moment == Moment::Asked) {
            let subject = event.call.subject();
            let Some(file) = subject.and_then(|path| strace::inside(data, &path)) else {
                continue;
            };
            let threads = calls.entry((event.call.name.clone(), file)).or_default();
            *threads.entry(event.thread).or_default() += 1;
        }
        for ((call, file), threads) in calls {
            let (all, most) = (threads.values().sum(), threads.values().max());
            self.add_calls(part, (&call, &file), all, *most.unwrap_or(&0));
        }
    }

    fn add_calls(&mut self, part: usize, (call, file): (&str, &Path), all: usize, most: usize) {
        *self
            .calls
            .entry(format!("{call} {}", shown(file)))
            .or_default() += all;
        self.hidden += all - most;
        let faults = Fault::ALL.into_iter();
        for fault in faults.filter(|fault| fault.calls().contains(&call)) {
            self.points.extend((1..=most).map(|when| Point {
                fault,
                part,
                call: call.to_owned(),
                file: file.to_owned(),
                when,
            }));
        }
    }
}
