//! `zoo-server` as a program.

use std::collections::BTreeSet;
use std::process::Command;

use testkit::Program;
use testkit::program::StartError;
use zoo::Defect;

use crate::plays::zoo_server;

/// What a server says that does not start: one line, and this exit code.
fn assert_refused(defect: &str, base: &str, exit_code: i32) -> String {
    let program = Program::new(env!("CARGO_BIN_EXE_zoo-server")).argument(defect);
    match program.start_with(base).unwrap_err() {
        StartError::Ended { status, errors } => {
            assert_eq!(status.code(), Some(exit_code), "{errors}");
            assert_eq!(errors.lines().count(), 1, "{errors}");
            errors
        }
        other => panic!("{other}"),
    }
}

#[test]
fn an_unknown_defect_gets_the_list() {
    let errors = assert_refused("newest", "login\nana\n", 2);
    assert!(errors.starts_with("no defect `newest`; "), "{errors}");
    for defect in Defect::ALL {
        assert!(errors.contains(defect.name()), "{errors}");
    }
}

#[test]
fn a_user_base_without_users_is_named() {
    for base in ["", "login\n", "login\nAna\n"] {
        let errors = assert_refused("none", base, 2);
        assert!(errors.contains("users.csv"), "{errors}");
    }
}

#[test]
fn too_many_arguments_are_refused() {
    let program = Program::new(env!("CARGO_BIN_EXE_zoo-server")).argument("none");
    let error = program.argument("nowhere").start(&["ana"]).unwrap_err();
    assert!(error.to_string().contains("usage: "), "{error}");
}

/// The server of a mystery is the one of its answer, and no argument tells which.
#[test]
fn a_mystery_has_an_answer() {
    let server = env!("CARGO_BIN_EXE_zoo-server");
    let mut names = BTreeSet::new();
    for number in 1..=Defect::ALL.len() {
        let mut command = Command::new(server);
        let output = command.args(["answer", &format!("mystery-{number}")]);
        let answer = String::from_utf8(output.output().unwrap().stdout).unwrap();
        names.insert(answer.split(':').next().unwrap().to_owned());
    }
    assert_eq!(names, Defect::ALL.iter().map(Defect::to_string).collect());
    let base = "login\nana\n";
    let mystery = Program::new(server).argument("mystery-3");
    drop(mystery.start_with(base).unwrap());
    assert_refused("mystery-99", base, 2);
}

#[test]
fn every_defect_starts_and_stops() {
    for defect in Defect::ALL {
        assert_eq!(defect.name().parse(), Ok(*defect));
        let mut server = zoo_server(Some(*defect)).start(&["ana"]).unwrap();
        let status = server.stop().unwrap();
        assert!(status.success() || !cfg!(unix), "{defect}: {status}");
    }
}
