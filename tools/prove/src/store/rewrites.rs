//! `rewrites`: the server is killed while it begins its journal anew under load, for then two files
//! say the same for a moment.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use testkit::Server;

use super::kills::finish;
use super::load::{Load, users};
use super::{check, journal};
use crate::{Report, Setting};

/// Texts are long, so that the journal grows soon: a rewrite begins at 64 MiB.
const PADDING: usize = 1500;

/// How long the journal may take to grow so far.
const GROW: Duration = Duration::from_secs(60);

/// Between two looks into the folder.
const LOOK: Duration = Duration::from_micros(200);

/// How long the server lives from the beginning of a rewrite on, in microseconds.
const LIFE: std::ops::Range<u64> = 0..20_000;

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new(
        "rewrites: killed while the journal is begun anew",
        setting.seed,
    );
    let kills = setting.size(20, 1);
    report.figure("kills", kills);
    let mut server = setting.program().start(&users())?;
    let load = Load::start(server.address(), setting.seed, PADDING);
    let killed = kill_in_rewrites(&mut server, &load, kills, setting.seed);
    let mut history = load.stop();
    report.figure("of these before the new journal had its name", killed?);
    history.absorb(finish(&mut server)?);
    check::report(&history, &mut report);
    Ok(report)
}

/// How many of the kills came before the rename.
fn kill_in_rewrites(server: &mut Server, load: &Load, kills: usize, seed: u64) -> Result<usize> {
    let mut random = Rng::with_seed(seed);
    let mut unfinished = 0;
    for kill in 1..=kills {
        let new = server.data().join(format!("{}.new", journal::FILE));
        wait_for(&new)?;
        thread::sleep(Duration::from_micros(random.u64(LIFE)));
        server.kill()?;
        unfinished += usize::from(new.exists());
        load.gone();
        server
            .start_again()
            .with_context(|| format!("after kill {kill}"))?;
        load.back(server.address());
    }
    Ok(unfinished)
}

fn wait_for(new: &Path) -> Result<()> {
    let end = Instant::now() + GROW;
    while !new.exists() {
        ensure!(
            Instant::now() < end,
            "the journal was not begun anew within {GROW:?}"
        );
        thread::park_timeout(LOOK);
    }
    Ok(())
}
