//! `log`: what happens to `messages.csv` and its folder by people, programs and crashes: rows that
//! are missing are added, what was cut off is set aside, what cannot be right is refused.

mod damage;
mod instead;
mod readers;

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::clients::{self, Push};
use super::folder::{self, EXIT_IN_USE, Files};
use super::{journal, scratch, story};
use crate::{Report, Setting};

/// The log's name in the data folder.
const FILE: &str = "messages.csv";

/// What is read before the log's last checkpoint, behind it, and not at all.
const TEXTS: [&str; 7] = [
    "one, \"two\"; three",
    "=HYPERLINK(\"http://127.0.0.1/\",\"oi\")",
    "até já 👋",
    "\"",
    "-1+2",
    "'quoted' ",
    "not read, \"yet\"",
];

/// How many of the texts stand before the checkpoint.
const BEFORE: usize = 3;

/// How many of the texts have been read.
const READ: usize = 6;

/// A case: what is done, and whether it went as it must.
type Case = (&'static str, fn(&Scene) -> Result<()>);

/// Runs the proof.
pub(crate) fn run(setting: &Setting) -> Result<Report> {
    let mut report = Report::new("log: the log and its folder in other hands", setting.seed);
    let scene = Scene::new(setting)?;
    let here: [Case; 1] = [("a second server", second_server)];
    let cases = here.iter().chain(damage::CASES).chain(instead::CASES);
    let mut count = 0;
    for (name, case) in cases {
        count += 1;
        if let Err(error) = case(&scene) {
            report.violation(format!("{name}: {error:#}"));
        }
    }
    report.figure("cases", count);
    readers::run(&scene, &mut report)?;
    Ok(report)
}

/// A folder whose log has rows before and behind its checkpoint.
struct Scene<'a> {
    setting: &'a Setting,
    files: Files,
    /// Where the log ended when the journal was begun.
    checkpoint: usize,
}

impl<'a> Scene<'a> {
    fn new(setting: &'a Setting) -> Result<Self> {
        let folder = scratch::folder()?;
        let data = story::data_folder(folder.path())?;
        talk(setting, &data, 0..BEFORE, BEFORE)?;
        let checkpoint = fs::read(data.join(FILE))?.len();
        talk(setting, &data, BEFORE..TEXTS.len(), READ - BEFORE)?;
        let files = folder::read(&data)?;
        Ok(Self {
            setting,
            files,
            checkpoint,
        })
    }

    /// The log as it was written.
    fn log(&self) -> &[u8] {
        &self.files[FILE]
    }

    /// A folder with these files, the log changed.
    fn folder(&self, log: Option<&[u8]>) -> Result<TempDir> {
        let mut files = self.files.clone();
        match log {
            Some(log) => files.insert(FILE.to_owned(), log.to_owned()),
            None => files.remove(FILE),
        };
        let folder = scratch::folder()?;
        folder::write(&files, folder.path())?;
        Ok(folder)
    }

    /// The server must refuse the folder in one line that says what to do, and change nothing.
    fn refused(&self, data: &Path, file: &str, code: i32) -> Result<()> {
        let before = folder::read(data)?;
        let refusal = folder::start(self.setting, data)?;
        let (found, said) = refusal.context("the server has started")?;
        ensure!(found == Some(code), "it ends with {found:?}: {said}");
        ensure!(
            said.lines().count() == 1 && said.contains(file),
            "it says {said}"
        );
        ensure!(folder::read(data)? == before, "files have changed");
        Ok(())
    }

    /// The server must start on this log and make it whole: every row once and as it was, what
    /// nobody has read still unread, and what was cut off kept.
    fn mended(&self, log: &[u8], cut: &[u8]) -> Result<()> {
        let folder = self.folder(Some(log))?;
        let mut server = self.setting.program().start_in(folder.path())?;
        let whole = fs::read(folder.path().join(FILE))?;
        ensure!(whole == self.log(), "the log is {}", whole.escape_ascii());
        let unread = clients::drain(server.address(), &["bia"])?;
        let unread: Vec<_> = unread
            .deliveries
            .iter()
            .map(|it| it.text.as_str())
            .collect();
        ensure!(unread == TEXTS[READ..], "unread are {unread:?}");
        server.stop()?;
        folder::ensure_aside(folder.path(), "messages.csv", cut)
    }
}

/// Ana sends bia these texts, and bia reads so many of all she has.
fn talk(setting: &Setting, data: &Path, texts: Range<usize>, read: usize) -> Result<()> {
    let mut server = setting.program().start_in(data)?;
    let mut ana = Push::log_in(server.address(), "ana")?;
    let mut bia = Push::log_in(server.address(), "bia")?;
    let count = texts.len();
    let messages: Vec<_> = texts.map(|text| ("bia", TEXTS[text].to_owned())).collect();
    ana.deliver(&messages)?;
    bia.receive(count)?;
    bia.acknowledge_all_but(count - read)?;
    bia.settle()?;
    drop((ana, bia));
    server.stop()?;
    Ok(())
}

/// A second server on the folder ends at once, and the first does not mind.
fn second_server(scene: &Scene) -> Result<()> {
    let folder = scene.folder(Some(scene.log()))?;
    let server = scene.setting.program().start_in(folder.path())?;
    scene.refused(folder.path(), "", EXIT_IN_USE)?;
    let journal = fs::read(folder.path().join(journal::FILE))?;
    Push::log_in(server.address(), "ana")?.deliver(&[("ana", "still here".to_owned())])?;
    ensure!(
        fs::read(folder.path().join(journal::FILE))? != journal,
        "nothing is stored"
    );
    Ok(())
}
