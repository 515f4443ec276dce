//! `kills`: the server is killed at random moments under load, again and again, and started again
//! on the same folder.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use fastrand::Rng;
use testkit::Server;

use super::check;
use super::clients::drain;
use super::history::{History, rows};
use super::load::{Load, READERS, users};
use crate::{Report, Setting};

/// How long the server lives, in milliseconds.
const LIFE: std::ops::Range<u64> = 20..500;

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("kills: killed at random moments under load", setting.seed);
    let kills = setting.size(200, 8);
    report.figure("kills", kills);
    let mut server = setting.program().start(&users())?;
    let load = Load::start(server.address(), setting.seed, 0);
    let killed = kill_again_and_again(&mut server, &load, kills, setting.seed);
    let mut history = load.stop();
    killed?;
    history.absorb(finish(&mut server)?);
    check::report(&history, &mut report);
    Ok(report)
}

fn kill_again_and_again(server: &mut Server, load: &Load, kills: usize, seed: u64) -> Result<()> {
    let mut random = Rng::with_seed(seed);
    for kill in 1..=kills {
        thread::sleep(Duration::from_millis(random.u64(LIFE)));
        server.kill()?;
        load.gone();
        server
            .start_again()
            .with_context(|| format!("after kill {kill}"))?;
        load.back(server.address());
    }
    Ok(())
}

/// Reads what is unread, stops the server and reads its log.
pub(super) fn finish(server: &mut Server) -> Result<History> {
    let mut history = drain(server.address(), &READERS)?;
    server.stop()?;
    history.rows = rows(server.data())?;
    Ok(history)
}
