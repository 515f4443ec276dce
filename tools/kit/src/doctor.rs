//! `cargo kit doctor`: what on this machine would stop a student, and the command that mends it.

mod build;
mod network;
mod terminal;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use colored::Colorize;

use crate::course;

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
    let root = course::located().ok();
    let mut bad = 0;
    for finding in findings(root.as_deref()) {
        print!("{finding}");
        bad += usize::from(finding.state == State::Bad);
    }
    println!("{}", summary(bad));
    Ok(ExitCode::from(u8::from(bad > 0)))
}

/// Each is looked for when it is asked for. Without the course's folder, what is in it is left out.
fn findings(root: Option<&Path>) -> impl Iterator<Item = Finding> {
    let inside: &[fn(&Path) -> Finding] = match root {
        Some(_) => &[build::libraries, build::folder],
        None => &[],
    };
    let anywhere: [fn() -> Finding; 4] = [
        network::loopback,
        network::port,
        terminal::text,
        terminal::size,
    ];
    let build = [build::toolchain, build::linker];
    let build = build.into_iter().map(move |check| check(root));
    let inside = inside.iter().filter_map(move |check| root.map(check));
    build
        .chain(inside)
        .chain(root.is_none().then(outside))
        .chain(anywhere.into_iter().map(|check| check()))
}

fn outside() -> Finding {
    let again = format!(
        "go there with cd, and run it again: {} doctor",
        course::this()
    );
    Finding::note(
        "this is not the folder of the course: its libraries and its folder were not looked at",
        &[&again],
    )
}

fn summary(bad: usize) -> String {
    let this = course::this();
    match bad {
        0 => format!("Nothing is in the way. The next step: {this} status"),
        1 => format!("One thing is in the way; mend it, and look again: {this} doctor"),
        _ => format!("{bad} things are in the way; begin with the first: {this} doctor"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_the_course_nothing_is_said_about_it() {
        let words: Vec<_> = findings(None).map(|finding| finding.what).collect();
        assert!(words[0].starts_with("cargo "), "{words:?}");
        let linked = "a program can be built, linked and run";
        assert_eq!(words[1], linked);
        assert!(words[2].starts_with("this is not the folder of the course"));
        assert_eq!(words.len(), 7, "{words:?}");
    }
}
