//! `cargo kit doctor`: what on this machine would stop a student, and the command that mends it.

mod build;
mod network;
mod terminal;

use std::process::ExitCode;

use anyhow::Result;
use colored::Colorize;

/// Look for what would be in the way: Rust, linker, libraries, port, terminal
///
/// Exit codes: 0 nothing is in the way, 1 something is; the line below it says how to mend it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit doctor")]
pub struct Arguments {}

/// What was found about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub state: State,
    /// What was looked at, and what it is like: a clause.
    pub what: String,
    /// What to do, a line each; commands among them.
    pub mend: Vec<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Fine,
    /// The course works, but not all of it, or not as nicely.
    Note,
    /// Something does not work before this is mended.
    Bad,
}

/// Looks at everything, and says each as soon as it is known.
///
/// # Errors
/// None.
pub fn run(_: &Arguments) -> Result<ExitCode> {
    let checks: [fn() -> Finding; 8] = [
        build::toolchain,
        build::linker,
        build::libraries,
        build::folder,
        network::loopback,
        network::port,
        terminal::text,
        terminal::size,
    ];
    let mut bad = 0;
    for check in checks {
        let finding = check();
        print!("{finding}");
        bad += usize::from(finding.state == State::Bad);
    }
    println!("{}", summary(bad));
    Ok(ExitCode::from(u8::from(bad > 0)))
}

fn summary(bad: usize) -> String {
    match bad {
        0 => "Nothing is in the way. The next step: cargo kit status".to_owned(),
        1 => "One thing is in the way; mend it, and look again: cargo kit doctor".to_owned(),
        _ => format!("{bad} things are in the way; begin with the first: cargo kit doctor"),
    }
}

impl Finding {
    fn fine(what: impl Into<String>) -> Self {
        Self::of(State::Fine, what, &[])
    }

    fn note(what: impl Into<String>, mend: &[&str]) -> Self {
        Self::of(State::Note, what, mend)
    }

    fn bad(what: impl Into<String>, mend: &[&str]) -> Self {
        Self::of(State::Bad, what, mend)
    }

    fn of(state: State, what: impl Into<String>, mend: &[&str]) -> Self {
        Self {
            state,
            what: what.into(),
            mend: mend.iter().map(|&line| line.to_owned()).collect(),
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = match self.state {
            State::Fine => "✓".green(),
            State::Note => "·".yellow(),
            State::Bad => "✗".red(),
        };
        writeln!(out, "{mark} {}", self.what)?;
        self.mend
            .iter()
            .try_for_each(|line| writeln!(out, "    {line}"))
    }
}
