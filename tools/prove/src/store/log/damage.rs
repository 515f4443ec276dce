//! A log that was cut, grown, rewritten or removed.

use std::fs;

use anyhow::{Result, ensure};

use super::super::folder::EXIT_DATA;
use super::super::{clients, history, journal};
use super::{Case, FILE, Scene};

/// What a file system may leave behind a file's end after a crash.
const ZEROS: usize = 512;

/// The cases.
pub(super) const CASES: &[Case] = &[
    ("cut short before the checkpoint", cut_before),
    ("missing", missing),
    ("cut behind the checkpoint, at every byte", cut_behind),
    ("zeros behind its end", zeros_behind),
    ("zeros in the place of its last row", zeros_instead),
    ("zeros within a row", zeros_within),
    ("a row added by hand", grown),
    ("rewritten with CRLF", rewritten),
    ("the journal missing", journal_missing),
];

/// Rows that were there at the last start and are gone now can be in no journal.
fn cut_before(scene: &Scene) -> Result<()> {
    for length in [0, scene.checkpoint / 2, scene.checkpoint - 1] {
        let folder = scene.folder(Some(&scene.log()[..length]))?;
        scene.refused(folder.path(), FILE, EXIT_DATA)?;
    }
    Ok(())
}

fn missing(scene: &Scene) -> Result<()> {
    let folder = scene.folder(None)?;
    scene.refused(folder.path(), FILE, EXIT_DATA)
}

/// Rows behind the checkpoint can be made again.
fn cut_behind(scene: &Scene) -> Result<()> {
    let log = scene.log();
    for length in scene.checkpoint..log.len() {
        let line = log[..length].iter().rposition(|&byte| byte == b'\n');
        let whole = line.map_or(0, |lf| lf + 1);
        scene.mended(&log[..length], &log[whole..length])?;
    }
    Ok(())
}

fn zeros_behind(scene: &Scene) -> Result<()> {
    let zeros = [0; ZEROS];
    scene.mended(&[scene.log(), &zeros].concat(), &zeros)
}

fn zeros_instead(scene: &Scene) -> Result<()> {
    let mut log = scene.log().to_owned();
    let row = last_row(&log);
    log[row..].fill(0);
    let zeros = log[row..].to_owned();
    scene.mended(&log, &zeros)
}

/// No text holds a zero, so a row that does is none.
fn zeros_within(scene: &Scene) -> Result<()> {
    let mut log = scene.log().to_owned();
    let row = last_row(&log);
    let end = log.len();
    log[end - 4..end - 1].fill(0);
    let damaged = log[row..].to_owned();
    scene.mended(&log, &damaged)
}

fn last_row(log: &[u8]) -> usize {
    let before = log[..log.len() - 1].iter().rposition(|&byte| byte == b'\n');
    before.map_or(0, |lf| lf + 1)
}

/// A row of somebody else's stays, and its number is not used again.
fn grown(scene: &Scene) -> Result<()> {
    const ROW: &str = "100,2026-11-22T18:05:00Z,ana,bia,by hand,2026-11-22T18:05:00Z\n";
    let folder = scene.folder(Some(&[scene.log(), ROW.as_bytes()].concat()))?;
    let mut server = scene.setting.program().start_in(folder.path())?;
    let mut ana = clients::Push::log_in(server.address(), "ana")?;
    ana.deliver(&[("bia", "after it".to_owned())])?;
    drop(ana);
    clients::drain(server.address(), &["bia"])?;
    server.stop()?;
    let log = fs::read(folder.path().join(FILE))?;
    ensure!(
        log.starts_with(&[scene.log(), ROW.as_bytes()].concat()),
        "rows have changed"
    );
    let last = history::rows(folder.path())?.pop();
    ensure!(
        last.is_some_and(|row| row.id > 100),
        "the number is used again"
    );
    Ok(())
}

/// As a spreadsheet does when it saves: then no row ends where one did.
fn rewritten(scene: &Scene) -> Result<()> {
    let log = String::from_utf8_lossy(scene.log()).replace('\n', "\r\n");
    let folder = scene.folder(Some(log.as_bytes()))?;
    scene.refused(folder.path(), FILE, EXIT_DATA)
}

fn journal_missing(scene: &Scene) -> Result<()> {
    let folder = scene.folder(Some(scene.log()))?;
    fs::remove_file(folder.path().join(journal::FILE))?;
    scene.refused(folder.path(), journal::FILE, EXIT_DATA)
}
