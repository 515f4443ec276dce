//! A data folder as files, and servers that may refuse it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use testkit::pipe;
use testkit::program::StartError;

use crate::Setting;

/// The exit code of a server whose data cannot be used.
pub(super) const EXIT_DATA: i32 = 2;

/// The exit code of a server whose folder is another's.
pub(super) const EXIT_IN_USE: i32 = 3;

/// The files of a folder by their names.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// An exit code, and what was said on stderr.
pub(super) type Refusal = (Option<i32>, String);

/// Reads every file of a folder.
pub(super) fn read(data: &Path) -> Result<Files> {
    let entries = fs::read_dir(data)?.map(|entry| {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        Ok((name, fs::read(entry.path())?))
    });
    entries.collect()
}

/// Writes them into another.
pub(super) fn write(files: &Files, data: &Path) -> Result<()> {
    for (name, content) in files {
        fs::write(data.join(name), content)?;
    }
    Ok(())
}

/// Starts the server on a folder; `None` where it comes up.
pub(super) fn start(setting: &Setting, data: &Path) -> Result<Option<Refusal>> {
    match setting.program().start_in(data) {
        Ok(_) => Ok(None),
        Err(StartError::Ended { status, errors }) => Ok(Some((status.code(), errors))),
        Err(error) => Err(error.into()),
    }
}

/// Runs `mensageiro-server check` on a folder; `None` where it finds nothing wrong.
pub(super) fn check(setting: &Setting, data: &Path) -> Result<Option<Refusal>> {
    let mut command = Command::new(&setting.server);
    command.args(["check", "--data"]).arg(data);
    let ended = pipe::run(&mut command, "")?;
    Ok((ended.code != Some(0)).then_some((ended.code, ended.errors)))
}

/// Checks that exactly this end of a file was set aside beside it, or nothing where it is empty.
pub(super) fn ensure_aside(data: &Path, name: &str, cut: &[u8]) -> Result<()> {
    let prefix = format!("{name}.cut-");
    let found = read(data)?.into_iter();
    let aside: Vec<_> = found
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(_, content)| content)
        .collect();
    let wanted: Vec<_> = Some(cut.to_vec())
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let count = aside.len();
    ensure!(aside == wanted, "{count} files are set aside, or others");
    Ok(())
}
