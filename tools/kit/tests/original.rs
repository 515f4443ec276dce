//! The rubric after the original assignment: the course's own programs get all of it.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;

use grader::{Conduct, Outcome, Rubric, Submission, grade};
use kit::course::CourseProgram;
use kit::programs;
use testkit::session_file::{Action, ClientAct};
use testkit::{How, Session, Target, play};

const SESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../grader/sessions/original");

fn sessions() -> Vec<Session> {
    let files = fs::read_dir(SESSIONS).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    files.map(|file| Session::load(file).unwrap()).collect()
}

/// The assignment knows no empty line, and no bytes but those of names and messages.
#[test]
fn nothing_is_sent_that_the_assignment_does_not_know() {
    let sessions = sessions();
    assert!(!sessions.is_empty());
    for session in sessions {
        for step in &session.steps {
            let Action::Client { act, .. } = &step.action else {
                continue;
            };
            let is_known = match act {
                ClientAct::Send(line) => !line.is_empty(),
                ClientAct::Raw(_) => session.file.ends_with("bytes-of-no-text.session"),
                ClientAct::Slowly(_) | ClientAct::Receive(_) | ClientAct::HalfClose => false,
                _ => true,
            };
            assert!(is_known, "{}: {}", session.file.display(), step.source);
        }
    }
}

#[test]
fn its_sessions_are_passed_line_by_line() {
    for name in ["ch04-inbox", "ch05-csv-log", "final"] {
        let course = CourseProgram::named(name).unwrap();
        let program = course.program(&programs::servers().unwrap()[course.binary]);
        let sessions = sessions().into_iter();
        for session in sessions.filter(|session| course.must_pass(session)) {
            let how = How {
                seed: Some(7),
                ..How::default()
            };
            if let Err(failure) = play(&session, &Target::Program(&program), how) {
                panic!("{name}: {failure}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn the_courses_programs_get_all_points() {
    let rubric = Rubric::named("original").unwrap();
    let binaries = programs::binaries().unwrap();
    let course = "'{host}:{port}', '{data}'";
    let last = "'--data', '{data}', '--listen', '{host}:{port}'";
    for (server, options, client, option) in [
        ("ch05-csv-log", course, "ch06-client", ""),
        (
            "mensageiro-server",
            last,
            "mensageiro-client",
            "'--server', ",
        ),
    ] {
        let (server, client) = (&binaries[server], &binaries[client]);
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[server]\nrun = ['{}', {options}]\n[client]\nrun = ['{}', {option}'{{host}}:{{port}}']\n",
            server.display(),
            client.display()
        );
        fs::write(folder.path().join("mensageiro.toml"), manifest).unwrap();
        let copy = Submission::open(folder.path()).unwrap().copy(None).unwrap();
        let score = grade(&rubric, &copy, &Conduct::new(7));
        let outcomes = score.rows.iter().flat_map(|row| &row.outcomes);
        let lost: Vec<_> = outcomes.filter(|it| !it.is_passed()).collect();
        assert_eq!(lost, Vec::<&Outcome>::new());
        assert_eq!(score.points(), rubric.automatic());
    }
}
