//! The server without a defect.

use std::net::TcpListener;

use kit::course::CourseProgram;
use testkit::{Failure, How, Pace, Session, Target, play, vary};
use zoo::{Reading, serve_right};

use crate::parallel::parallel;
use crate::plays::{core_sessions, played};

#[test]
fn without_a_defect_it_passes_what_the_last_chapter_passes() {
    let sessions = core_sessions();
    let seed = Some(vary::seed());
    let trials: Vec<_> = sessions
        .iter()
        .flat_map(|session| Pace::ALL.map(|pace| (session, pace)))
        .collect();
    let failures = parallel(&trials, |(session, pace)| {
        let how = How {
            pace: *pace,
            seed,
            ..How::default()
        };
        played(session, None, how)
            .err()
            .map(|failure| failure.to_string())
    });
    let failures: Vec<_> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The program that waits for the reader's next line.
const CAREFUL_MODEL: &str = "final";

#[test]
fn one_that_waits_for_the_next_line_passes_what_final_passes() {
    let model = CourseProgram::named(CAREFUL_MODEL).unwrap();
    let mut sessions = core_sessions();
    sessions.retain(|session| model.must_pass(session));
    assert!(sessions.len() > 60, "only {} sessions", sessions.len());
    let trials: Vec<_> = sessions
        .iter()
        .flat_map(|session| Pace::ALL.map(|pace| (session, pace)))
        .collect();
    let failures = parallel(&trials, |(session, pace)| {
        let failure = played_carefully(session, *pace).err()?;
        Some(failure.to_string())
    });
    let failures: Vec<_> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn played_carefully(session: &Session, pace: Pace) -> Result<(), Box<Failure>> {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let users: Vec<_> = session.users.iter().map(String::as_str).collect();
    let server = serve_right(listener, &users, data.path(), Reading::NextLine).unwrap();
    let target = Target::Running {
        address: server.address(),
        data: data.path(),
    };
    let how = How {
        pace,
        ..How::default()
    };
    play(session, &target, how).map(drop)
}
