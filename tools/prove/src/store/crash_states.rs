//! `crash-states`: what the server asked of the system is recorded, and every state of the folder
//! that a power cut could have left at any moment is given to a new server.
//!
//! The model allows what disks and file systems may do without a sync: nothing, some or all of what
//! was written is there, torn at a line, within one or at a sector, or as zeros; a name is changed
//! or not. A sync makes one file's content durable, that of the folder makes its names so.

mod disk;
mod replay;
mod states;
mod trial;
mod variants;

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use testkit::program::USERS_FILE;

use super::history::{History, Verdict, rows};
use super::story::{self, CLASSIC, PARTS, USERS};
use super::strace::{self, Event, Moment};
use super::{clients, parallel};
use crate::{Report, Setting};
use disk::Disk;
use replay::Replay;
use states::{Demand, States};
use trial::Known;

/// How many states the short form tries.
const SHORT: usize = 250;

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    strace::check_is_there()?;
    let mut report = Report::new(
        "crash-states: the power is cut at every moment",
        setting.seed,
    );
    let recording = record(setting)?;
    let states = recording.states()?;
    report.figure("moments", states.moments);
    report.figure("distinct states", states.found.len());
    let mut found: Vec<_> = states.found.into_iter().collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    if setting.short {
        Rng::with_seed(setting.seed).shuffle(&mut found);
        found.truncate(SHORT);
    }
    report.figure("states tried", found.len());
    let known = &recording.known;
    let violations = parallel::map(&found, |(files, demand)| {
        trial::run(setting, known, files, demand)
    })?;
    for violation in violations.into_iter().flatten() {
        report.violation(violation);
    }
    Ok(report)
}

/// A run of the story, as the system and the clients saw it.
struct Recording {
    data: std::path::PathBuf,
    /// A process each.
    runs: Vec<Vec<Event>>,
    known: Known,
}

/// Plays the story: the first server is killed, so that the second finds what was never synced.
fn record(setting: &Setting) -> Result<Recording> {
    let folder = tempfile::tempdir()?;
    let data = story::data_folder(folder.path())?;
    let mut history = History::default();
    let mut runs = Vec::new();
    for (index, part) in PARTS.into_iter().enumerate() {
        let trace = folder.path().join(format!("trace-{index}"));
        let mut server =
            strace::recorder(&setting.server, &trace, replay::CALLS).start_in(&data)?;
        part(server.address(), &mut history).context("the story without a fault")?;
        if index == 0 {
            server.kill()?
        } else {
            server.stop()?
        };
        runs.push(strace::recorded(&trace)?);
    }
    let known = Known {
        attempts: history.attempts,
        messages: all_messages(setting, &data)?,
    };
    Ok(Recording { data, runs, known })
}

/// Reads everything: then the log has every message that was stored.
fn all_messages(setting: &Setting, data: &Path) -> Result<Vec<super::history::Row>> {
    let mut server = setting.program().start_in(data)?;
    clients::drain(server.address(), &USERS)?;
    server.stop()?;
    rows(data)
}

impl Recording {
    /// Cuts the power after each call that changes the folder, and after each answer.
    fn states(&self) -> Result<States> {
        let mut disk = Disk::with(USERS_FILE, story::user_base());
        let (mut states, mut demand) = (States::default(), Demand::default());
        for events in &self.runs {
            let mut answers = Answers::default();
            let mut replay = Replay::new(self.data.clone(), &mut disk);
            for event in events {
                let answered = answers.event(event, &self.known, &mut demand);
                if replay.event(event)? {
                    demand.read_durably(replay.disk())?;
                } else if !answered {
                    continue;
                }
                states.cut(replay.disk(), &demand);
            }
        }
        let accepted = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(_));
        let all = self
            .known
            .attempts
            .iter()
            .filter(|it| accepted(&it.verdict))
            .count();
        ensure!(
            demand.accepted.len() == all,
            "the trace shows not all of the {all} answers"
        );
        Ok(states)
    }
}

/// What the server has told its clients.
#[derive(Default)]
struct Answers {
    /// How many batches a classic session has got, by its socket.
    batches: HashMap<String, usize>,
}

impl Answers {
    /// Adds what a call tells a client, as soon as it is asked for; whether a message is accepted.
    fn event(&mut self, event: &Event, known: &Known, demand: &mut Demand) -> bool {
        let call = &event.call;
        if event.moment != Moment::Asked || call.name != "sendto" {
            return false;
        }
        let before = demand.accepted.len();
        let bytes = call.bytes(1).unwrap_or_default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            if let Some(id) = line
                .strip_prefix("+ ")
                .and_then(|id| id.parse::<u64>().ok())
            {
                let message = known.messages.iter().find(|row| row.id == id);
                demand.accepted.extend(message.map(|row| row.text.clone()));
            } else if line == "f" {
                let batches = self.batches.entry(call.arguments[0].clone()).or_default();
                *batches += 1;
                // The first batch answers the login, the second the message.
                if *batches == 2 {
                    demand.accepted.insert(CLASSIC.to_owned());
                }
            }
        }
        demand.accepted.len() > before
    }
}
