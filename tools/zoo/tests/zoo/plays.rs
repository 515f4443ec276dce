//! Sessions of the core, played against a server of the zoo.

use kit::course::{self, CourseProgram};
use kit::sessions::find;
use testkit::{Failure, How, Program, Session, Target, play};
use zoo::Defect;

/// The program whose behaviour the zoo has, but for its defects.
const MODEL: &str = "ch05-csv-log";

/// All sessions that the model must pass.
pub(crate) fn core_sessions() -> Vec<Session> {
    let model = CourseProgram::named(MODEL).unwrap();
    let mut sessions = find(&course::root()).unwrap();
    sessions.retain(|session| model.must_pass(session));
    assert!(sessions.len() > 60, "only {} sessions", sessions.len());
    sessions
}

/// The name of a session's file.
pub(crate) fn name(session: &Session) -> String {
    let stem = session.file.file_stem().unwrap();
    stem.to_string_lossy().into_owned()
}

pub(crate) fn zoo_server(defect: Option<Defect>) -> Program {
    let name = defect.map_or("none", Defect::name);
    Program::new(env!("CARGO_BIN_EXE_zoo-server")).argument(name)
}

pub(crate) fn played(
    session: &Session,
    defect: Option<Defect>,
    how: How,
) -> Result<(), Box<Failure>> {
    let program = zoo_server(defect);
    play(session, &Target::Program(&program), how).map(drop)
}
