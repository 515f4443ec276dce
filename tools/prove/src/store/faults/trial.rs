//! One fault in the story, and what has to be true all the same.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use testkit::program::{Program, StartError};

use super::super::history::{History, Verdict, rows};
use super::super::story::{self, PARTS, Part, USERS};
use super::super::{check, clients, journal, strace};
use super::points::{Fault, Point};
use crate::Setting;

/// The exit code of a server whose disk has failed.
const EXIT_DISK: i32 = 4;

/// How long a server may take to end by itself.
const END: Duration = Duration::from_secs(5);

/// What came of a point.
pub(super) struct Trial {
    /// Whether the fault happened: not every run makes the same calls.
    pub(super) reached: bool,
    /// How many messages were refused.
    pub(super) refused: usize,
    /// What was promised and did not happen.
    pub(super) violations: Vec<String>,
}

/// Plays the story with the fault, and to its end without.
pub(super) fn run(setting: &Setting, point: &Point) -> Result<Trial> {
    let folder = tempfile::tempdir()?;
    let mut story = Story {
        data: story::data_folder(folder.path())?,
        folder,
        history: History::default(),
        violations: Vec::new(),
    };
    let mut reached = false;
    for (index, part) in PARTS.into_iter().enumerate() {
        if index == point.part {
            reached = story.with_fault(setting, point, part)?;
        } else {
            story.without_fault(setting, part);
        }
    }
    story
        .end(setting)
        .unwrap_or_else(|error| story.violate(&error));
    let refused = story.history.count(|verdict| *verdict == Verdict::Refused);
    let violations = story.violations.into_iter();
    Ok(Trial {
        reached,
        refused,
        violations: violations.map(|it| format!("{point}: {it}")).collect(),
    })
}

struct Story {
    folder: TempDir,
    data: PathBuf,
    history: History,
    violations: Vec<String>,
}

/// How a part went.
struct Ended {
    /// Whether the server came up.
    started: bool,
    /// Whether the clients could tell it to its end.
    told: Result<()>,
    /// How the server ended.
    status: Option<ExitStatus>,
    /// What it said on stderr.
    errors: String,
}

impl Story {
    /// Plays a part under strace and judges how it ended; whether the fault happened.
    fn with_fault(&mut self, setting: &Setting, point: &Point, part: Part) -> Result<bool> {
        let trace = self.folder.path().join("trace");
        let path = self.data.join(&point.file);
        let inject = format!(
            "inject={}:{}:when={}",
            point.call,
            point.fault.injection(),
            point.when
        );
        let only = format!("trace={}", point.call);
        let arguments: [OsString; 6] = [
            "-P".into(),
            path.into(),
            "-e".into(),
            only.into(),
            "-e".into(),
            inject.into(),
        ];
        let ended = self.play(&strace::program(&setting.server, &trace, arguments), part)?;
        let trace = strace::finished(&trace)?;
        let reached = trace.contains("(INJECTED)") || trace.contains("killed by SIGKILL");
        if reached {
            self.judge(point.fault, &ended);
        } else if let Err(error) = ended.told {
            self.violate(&error);
        }
        Ok(reached)
    }

    fn without_fault(&mut self, setting: &Setting, part: Part) {
        let played = self.play(&setting.program(), part);
        match played.map(|ended| (ended.told, ended.status.and_then(|status| status.code()))) {
            Ok((Ok(()), Some(0))) => {}
            Ok((Err(error), _)) | Err(error) => self.violate(&error),
            Ok((_, code)) => self.violate(&anyhow::anyhow!("stopped with {code:?}")),
        }
    }

    /// Starts the server, tells a part, and stops it.
    fn play(&mut self, program: &Program, part: Part) -> Result<Ended> {
        let mut server = match program.start_in(&self.data) {
            Err(StartError::Ended { status, errors }) => {
                return Ok(Ended {
                    started: false,
                    told: Ok(()),
                    status: Some(status),
                    errors,
                });
            }
            server => server?,
        };
        let told = part(server.address(), &mut self.history);
        let status = match told {
            Ok(()) => server.stop().ok(),
            // It has ended, or has to be able to.
            Err(_) => server.exited(END),
        };
        let errors = server.errors();
        Ok(Ended {
            started: true,
            told,
            status,
            errors,
        })
    }

    fn judge(&mut self, fault: Fault, ended: &Ended) {
        let code = ended.status.and_then(|status| status.code());
        let good = match (fault, ended.started) {
            (Fault::Kill, _) => code.is_none() && ended.status.is_some(),
            (Fault::Failed, true) => code == Some(EXIT_DISK) && self.nothing_after_failure(),
            (Fault::Failed, false) => code.is_some_and(|code| code != 0),
            (Fault::Full, true) => code == Some(0) && ended.told.is_ok(),
            (Fault::Full, false) => code.is_some_and(|code| code != 0),
            (Fault::Interrupted, started) => started && code == Some(0) && ended.told.is_ok(),
        };
        if !good {
            let Ended {
                started,
                told,
                status,
                errors,
            } = ended;
            let what = format!("started: {started}, told: {told:?}, ended: {status:?}, {errors}");
            self.violations.push(what);
        }
    }

    /// Whether nothing was answered as stored whose `fdatasync` failed: each batch is written and
    /// then synced, so it is in the last one.
    fn nothing_after_failure(&mut self) -> bool {
        let last = fs::read(self.data.join(journal::FILE))
            .map_err(anyhow::Error::from)
            .and_then(|bytes| journal::batches(&bytes));
        let Ok(Some(last)) = last.map(|batches| batches.into_iter().next_back()) else {
            return false;
        };
        let accepted = self.history.attempts.iter().filter(|attempt| {
            matches!(attempt.verdict, Verdict::Accepted(_)) && last.texts.contains(&attempt.text)
        });
        accepted.count() == 0
    }

    /// Reads what is unread, stops the server, and checks all that was seen.
    fn end(&mut self, setting: &Setting) -> Result<()> {
        let mut server = setting
            .program()
            .start_in(&self.data)
            .context("the last start")?;
        self.history
            .absorb(clients::drain(server.address(), &USERS)?);
        let status = server.stop()?;
        anyhow::ensure!(status.success(), "the last stop: {status}");
        self.history.rows = rows(&self.data)?;
        for fault in check::check(&self.history) {
            self.violations.push(fault.to_string());
        }
        Ok(())
    }

    fn violate(&mut self, what: &anyhow::Error) {
        self.violations.push(format!("{what:#}"));
    }
}
