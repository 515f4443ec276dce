//! A test program of the exercises, built by Cargo.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use terminal_size::{Width, terminal_size_of};

use crate::cargo;
use crate::catalogue::FOLDER;

/// Of what Cargo says beside the compiler's messages, so many lines are kept: the last ones.
const LINES_KEPT: usize = 20;

/// What has been built.
pub(crate) struct Built {
    /// The program; none where it does not compile.
    pub(crate) executable: Option<PathBuf>,
    /// What the compiler said.
    pub(crate) messages: String,
    /// The warnings among these, a line each.
    pub(crate) warnings: Vec<String>,
    /// What it said about anything else that was built for it.
    elsewhere: String,
}

/// Builds a test target of the exercises and what it needs, and nothing else.
///
/// # Errors
/// Where Cargo cannot be run, or fails before it comes to the target.
pub(crate) fn build(root: &Path, target: &str) -> Result<Built> {
    let mut cargo = start(root, target)?;
    let errors = cargo.stderr.take().context("cargo has no error output")?;
    let errors = thread::spawn(|| follow(errors));
    let output = cargo.stdout.take().context("cargo has no output")?;
    let built = read(BufReader::new(output), target)?;
    let is_built = cargo.wait()?.success();
    let errors = errors.join().unwrap_or_default();
    match (is_built, built.messages.is_empty()) {
        (true, _) => Ok(built),
        (false, false) => Ok(Built {
            executable: None,
            ..built
        }),
        (false, true) => bail!(
            "{target} could not be built; `{} doctor` looks for the cause. Cargo says:\n{}{}",
            crate::course::this(),
            built.elsewhere,
            errors.join("\n")
        ),
    }
}

fn start(root: &Path, target: &str) -> Result<Child> {
    let format = if colored::control::SHOULD_COLORIZE.should_colorize() {
        "--message-format=json-diagnostic-rendered-ansi"
    } else {
        "--message-format=json"
    };
    cargo::command()
        .args(["test", "--no-run", "--package", FOLDER, "--test", target])
        .arg(format)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cargo cannot be started")
}

/// Keeps what the compiler says about this target, and where its program is.
fn read(messages: impl BufRead, name: &str) -> Result<Built> {
    let mut built = Built {
        executable: None,
        messages: String::new(),
        warnings: Vec::new(),
        elsewhere: String::new(),
    };
    for message in cargo::messages(messages) {
        let message = message?;
        let is_own = message.target.is_some_and(|target| target.name == name);
        let diagnostic = message.message.unwrap_or_default();
        let warning = diagnostic.warning();
        let rendered = diagnostic.rendered.unwrap_or_default();
        if is_own {
            built.warnings.extend(warning);
            built.executable = message.executable.or(built.executable);
            built.messages += &rendered;
        } else {
            built.elsewhere += &rendered;
        }
    }
    Ok(built)
}

/// Reads what Cargo is doing, to its end. On a terminal its last line is shown, until there is
/// nothing more: the first build of all takes its time.
fn follow(errors: impl Read) -> Vec<String> {
    let is_shown = io::stderr().is_terminal();
    let width = terminal_size_of(io::stderr()).map_or(0, |(Width(columns), _)| columns.into());
    let mut kept = Vec::new();
    for line in BufReader::new(errors).lines().map_while(Result::ok) {
        if is_shown {
            let line: String = line
                .trim()
                .chars()
                .take(usize::saturating_sub(width, 1))
                .collect();
            write(&format!("\r\x1b[K{line}"));
        }
        kept.push(line);
        if kept.len() > LINES_KEPT {
            kept.remove(0);
        }
    }
    if is_shown {
        write("\r\x1b[K");
    }
    kept
}

/// Where stderr is closed, nobody wants to know.
fn write(text: &str) {
    let mut errors = io::stderr().lock();
    let _ = errors
        .write_all(text.as_bytes())
        .and_then(|()| errors.flush());
}
