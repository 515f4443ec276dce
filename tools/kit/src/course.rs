//! The course's server programs, in the order in which they are written.

use std::path::{Path, PathBuf};

use testkit::{Launch, Program, Session};

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

fn place(name: &str) -> Option<usize> {
    PROGRAMS.iter().position(|program| program.name == name)
}

/// The names of all programs, for messages.
pub fn names() -> String {
    PROGRAMS.map(|program| program.name).join(", ")
}

/// The folder of the whole project.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_owned()
}
