//! The workspace's binaries, built by Cargo and found by what Cargo says about them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};

use crate::cargo;
use crate::course::{self, PROGRAMS};

/// Executables by the name of their binary.
pub type Binaries = BTreeMap<String, PathBuf>;

/// Builds these binaries of the workspace (`cargo build --bin …`).
///
/// Only what is asked for is built: a chapter that does not compile stops nobody else, and Cargo
/// need not overwrite the program that is running.
///
/// # Errors
/// Where Cargo cannot be run or the build fails; the compiler's messages are on stderr then.
pub fn build(names: &[&str]) -> Result<Binaries> {
    let selected = names.iter().flat_map(|name| ["--bin", name]);
    build_with(&selected.collect::<Vec<_>>())
}

/// Builds all binaries of the workspace, once a process.
///
/// # Errors
/// As [`build`].
pub fn binaries() -> Result<&'static Binaries> {
    static BINARIES: OnceLock<Result<Binaries, String>> = OnceLock::new();
    once(&BINARIES, || build_with(&["--bins"]))
}

/// Builds the course's servers, once a process.
///
/// # Errors
/// As [`build`].
pub fn servers() -> Result<&'static Binaries> {
    static SERVERS: OnceLock<Result<Binaries, String>> = OnceLock::new();
    once(&SERVERS, || build(&PROGRAMS.map(|program| program.binary)))
}

fn once(
    cell: &'static OnceLock<Result<Binaries, String>>,
    build: fn() -> Result<Binaries>,
) -> Result<&'static Binaries> {
    let built = cell.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    built.as_ref().map_err(|message| anyhow!("{message}"))
}

fn build_with(selected: &[&str]) -> Result<Binaries> {
    let mut child = cargo::command()
        .args([
            "build",
            "--quiet",
            "--workspace",
            "--message-format=json-render-diagnostics",
        ])
        .args(selected)
        .current_dir(course::root())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo cannot be started")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let binaries = executables(BufReader::new(output));
    ensure!(
        child.wait()?.success(),
        "cargo build failed; its messages are above"
    );
    binaries
}

fn executables(messages: impl BufRead) -> Result<Binaries> {
    let mut binaries = Binaries::new();
    for message in cargo::messages(messages) {
        let message = message?;
        if let (Some(target), Some(path)) = (message.target, message.executable) {
            binaries.insert(target.name, path);
        }
    }
    Ok(binaries)
}
