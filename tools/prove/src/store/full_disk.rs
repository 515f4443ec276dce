//! `full-disk`: a disk runs full and has room again. Senders are refused meanwhile, everything else
//! goes on, and nothing that was accepted is lost.

mod small_disk;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use testkit::Server;
use testkit::program::{Program, StartError, USERS_FILE};

use super::clients::{Classic, Push, drain};
use super::history::{History, rows};
use super::{check, story};
use crate::{Report, Setting};
use small_disk::SmallDisk;

/// How much of the disk is given back later: what fitted into the journal needs as much room again
/// for its rows.
const BALLAST: usize = 512 * 1024;

/// A text that fills a disk soon, and a short one that finds the last gap.
const TEXTS: [usize; 2] = [1000, 1];

/// More messages than the disk can hold.
const MOST: usize = 1000;

/// How long the service may take to resume when there is room.
const RESUME: Duration = Duration::from_secs(5);

/// Between two tries to send.
const AGAIN: Duration = Duration::from_millis(10);

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new(
        "full-disk: the disk runs full and has room again",
        setting.seed,
    );
    let disk = SmallDisk::new()?;
    fs::write(disk.outside().join(USERS_FILE), story::user_base())?;
    disk.take(BALLAST)?;
    let mut trial = Trial {
        program: disk.program(&setting.server)?,
        disk,
        history: History::default(),
        sent: 0,
    };
    if let Err(error) = trial.run(&mut report) {
        report.violation(format!("{error:#}"));
    }
    check::report(&trial.history, &mut report);
    Ok(report)
}

struct Trial {
    program: Program,
    disk: SmallDisk,
    history: History,
    /// How many messages were sent: each text is another.
    sent: usize,
}

impl Trial {
    fn run(&mut self, report: &mut Report) -> Result<()> {
        let mut server = self.program.start_in(self.disk.path())?;
        let until = self.send_until_full(&server)?;
        report.figure("accepted until the disk was full", until);
        self.go_on_while_full(&server)
            .context("while the disk is full")?;
        self.disk.give_back()?;
        let waited = self.send_until_accepted(&server)?;
        report.figure("milliseconds until the service resumed", waited.as_millis());
        self.disk.fill()?;
        self.send_until_full(&server)?;
        server.kill()?;
        report.figure("a start on the full disk", self.start_while_full()?);
        self.disk.give_back()?;
        let mut server = self.program.start_in(self.disk.path())?;
        self.send_until_accepted(&server)?;
        self.history.absorb(drain(server.address(), &story::USERS)?);
        let status = server.stop()?;
        ensure!(
            status.success(),
            "it stops with {status}: {}",
            server.errors()
        );
        self.history.rows = rows(&self.disk.outside())?;
        Ok(())
    }

    /// Ana sends until she is refused; how many messages were accepted.
    fn send_until_full(&mut self, server: &Server) -> Result<usize> {
        let mut ana = Push::log_in(server.address(), "ana")?;
        let mut accepted = 0;
        for length in TEXTS {
            let mut refused = false;
            for _ in 0..MOST {
                refused = !self.send(&mut ana, length)?;
                if refused {
                    break;
                }
                accepted += 1;
            }
            ensure!(refused, "{MOST} messages fit on a small disk");
            let notice = ana.refusal.clone().unwrap_or_default();
            ensure!(notice.starts_with("! try-later"), "refused with {notice}");
        }
        self.history.absorb(ana.reset());
        Ok(accepted)
    }

    fn send(&mut self, ana: &mut Push, length: usize) -> Result<bool> {
        self.sent += 1;
        let text = format!("{} {}", self.sent, "x".repeat(length));
        Ok(ana.deliver(&[("bia", text)])? == 1)
    }

    /// Logins, deliveries and read marks go on, and senders are refused.
    fn go_on_while_full(&mut self, server: &Server) -> Result<()> {
        let mut caio = Push::log_in(server.address(), "caio")?;
        caio.settle()?;
        let mut bia = Classic::log_in(server.address(), "bia")?;
        bia.drain()?;
        ensure!(
            !bia.deliver("caio", "is there room?")?,
            "a message is accepted"
        );
        self.history.absorb(bia.reset());
        // What has been read is not delivered again, though its mark waits for room.
        let mut bia = Classic::log_in(server.address(), "bia")?;
        bia.ask()?;
        let again = bia.history.deliveries.len();
        ensure!(again == 0, "{again} messages are delivered again");
        caio.settle()
    }

    /// Ana tries until she is accepted; how long it took.
    fn send_until_accepted(&mut self, server: &Server) -> Result<Duration> {
        let start = Instant::now();
        let mut ana = Push::log_in(server.address(), "ana")?;
        while !self.send(&mut ana, 1)? {
            ensure!(start.elapsed() < RESUME, "still refused after {RESUME:?}");
            thread::park_timeout(AGAIN);
        }
        self.history.absorb(ana.reset());
        Ok(start.elapsed())
    }

    /// A server may serve or end here, but it must say so and harm nothing.
    fn start_while_full(&self) -> Result<String> {
        match self.program.start_in(self.disk.path()) {
            Ok(mut server) => {
                server.kill()?;
                Ok("comes up".to_owned())
            }
            Err(StartError::Ended { status, errors }) => {
                let said = errors.lines().next_back().unwrap_or_default();
                ensure!(
                    !said.is_empty() && status.code().is_some(),
                    "{status}, without a word"
                );
                let said = said.replace(&self.disk.path().display().to_string(), "data");
                Ok(format!("ends with {status}: {said}"))
            }
            Err(error) => Err(error.into()),
        }
    }
}
