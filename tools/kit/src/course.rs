//! The course's server programs, in the order in which they are written.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use testkit::{Launch, Program, Session};

use crate::chapter::CLIENT_CHAPTER;

/// A server program of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseProgram {
    /// What session files call it: the package of a chapter, or `final`.
    pub name: &'static str,
    /// Its binary.
    pub binary: &'static str,
    /// How it is told its address and its data folder.
    pub launch: Launch,
}

/// All of them. The clients are not here: nobody plays sessions against a client.
pub const PROGRAMS: [CourseProgram; 6] = [
    chapter("ch01-echo"),
    chapter("ch02-threads"),
    chapter("ch03-auth"),
    chapter("ch04-inbox"),
    chapter("ch05-csv-log"),
    CourseProgram {
        name: "final",
        binary: "mensageiro-server",
        launch: Launch::Flags,
    },
];

const fn chapter(name: &'static str) -> CourseProgram {
    CourseProgram {
        name,
        binary: name,
        launch: Launch::Positional,
    }
}

impl CourseProgram {
    /// The program of this name, if there is one.
    pub fn named(name: &str) -> Option<&'static CourseProgram> {
        PROGRAMS.iter().find(|program| program.name == name)
    }

    /// The program that someone means by `ch03-auth`, `ch03` or `3`.
    ///
    /// # Errors
    /// Says which programs there are.
    pub fn meant(name: &str) -> Result<&'static CourseProgram> {
        if let Some(program) = PROGRAMS
            .iter()
            .find(|program| is_meant(name, program.name, CHAPTER))
        {
            return Ok(program);
        }
        if is_meant(name, CLIENT_CHAPTER, CHAPTER) {
            bail!(
                "{CLIENT_CHAPTER} is a client: sessions are played against servers, so it plays none"
            );
        }
        bail!("no program `{name}`; there are {} ({FORMS})", names())
    }

    /// Whether it must pass this session, by the session's `since` and `until`.
    pub fn must_pass(&self, session: &Session) -> bool {
        let (Some(this), Some(since)) = (place(self.name), place(&session.since)) else {
            return false;
        };
        let until = session.until.as_deref().map_or(Some(PROGRAMS.len()), place);
        since <= this && until.is_some_and(|until| this <= until)
    }

    /// The program, ready to be started from this executable.
    pub fn program(&self, executable: &Path) -> Program {
        Program::new(executable).launch(self.launch)
    }
}

/// What stands before a chapter's number.
pub const CHAPTER: &str = "ch";

/// In which forms a chapter may be given, for messages.
pub const FORMS: &str = "3 and ch03 mean ch03-auth";

/// Whether this name is meant by what was typed: the name itself, its number, or the prefix and its
/// number.
pub fn is_meant(typed: &str, name: &str, prefix: &str) -> bool {
    let head = name.split('-').next().unwrap_or(name);
    let typed_number = number(typed, prefix);
    typed == name || typed_number.is_some_and(|typed| number(head, prefix) == Some(typed))
}

/// With the prefix `ex`, `ex07`, `07` and `7` are 7.
pub fn number(text: &str, prefix: &str) -> Option<u32> {
    text.strip_prefix(prefix).unwrap_or(text).parse().ok()
}

/// The place of a program among the others, in the order in which they are written.
pub fn place(name: &str) -> Option<usize> {
    PROGRAMS.iter().position(|program| program.name == name)
}

/// The names of all programs, for messages.
pub fn names() -> String {
    PROGRAMS.map(|program| program.name).join(", ")
}

/// How this program is called, for messages: through cargo within the course, or by its own name.
pub fn this() -> &'static str {
    // Cargo tells a program that it runs which package it belongs to.
    if env::var_os("CARGO_PKG_NAME").is_some_and(|package| package == env!("CARGO_PKG_NAME")) {
        "cargo kit"
    } else {
        "mensageiro-kit"
    }
}

/// The folder of the whole project: the one around the current folder, else the one in which this
/// program was built.
pub fn root() -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let around = here.ancestors().find(|folder| is_root(folder));
    around.map_or_else(built_in, Path::to_owned)
}

/// The same for a command that can do nothing without it.
///
/// # Errors
/// Where there is no such folder: the program was installed alone, and is called from elsewhere.
pub fn located() -> Result<PathBuf> {
    checked(root())
}

fn checked(root: PathBuf) -> Result<PathBuf> {
    ensure!(
        is_root(&root),
        "this is not the folder of the course: go there with cd, and run it again"
    );
    Ok(root)
}

fn is_root(folder: &Path) -> bool {
    let has = |part| folder.join(part).exists();
    has("Cargo.toml") && has("chapters") && has("exercises")
}

fn built_in() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_the_course_one_is_told_where_to_go() {
        let elsewhere = checked(PathBuf::from("/nowhere")).map_err(|error| error.to_string());
        let words = "this is not the folder of the course: go there with cd, and run it again";
        assert_eq!(elsewhere, Err(words.to_owned()));
        // The current folder is a package within the course here.
        assert!(located().is_ok_and(|root| root.join("tools/kit").is_dir()));
    }
}
