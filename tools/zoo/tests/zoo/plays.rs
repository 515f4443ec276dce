//! Sessions of the core, played against a server of the zoo.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kit::course::{self, CourseProgram};
use kit::sessions::find;
use testkit::{Failure, How, Program, Session, Target, play};
use zoo::Defect;

/// Plays wait more than they work.
const WORKERS: usize = 4;

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

/// Does the same work on many things, a few at a time. The results come in any order.
pub(crate) fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(work(item));
        }
        done
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(run)).collect();
        let done = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap());
        done.collect()
    })
}
