//! All sessions against all programs at all paces: a test a program.

use kit::course::{self, CourseProgram};
use kit::programs;
use kit::sessions::{find, play_all, plays};
use testkit::{Pace, vary};

fn passes_its_sessions(name: &str) {
    let program = CourseProgram::named(name).expect("a program of the course");
    let seed = vary::seed();
    println!("{name}: seed {seed}");
    let mut sessions = find(&course::root()).expect("session files that parse");
    sessions.retain(|session| program.must_pass(session));
    assert!(!sessions.is_empty(), "{name} has no session at all");
    let plays = plays(&sessions, &[program], &Pace::ALL, seed);
    let outcomes =
        play_all(&plays, programs::servers().expect("servers that compile")).expect("a server");
    let failures: Vec<_> = outcomes
        .iter()
        .filter_map(|(_, result)| result.as_ref().err())
        .collect();
    let shown: String = failures
        .iter()
        .map(|failure| format!("\n{failure}\n"))
        .collect();
    assert!(
        failures.is_empty(),
        "{name}: {} of {} plays failed\n{shown}",
        failures.len(),
        outcomes.len()
    );
}

#[test]
fn ch01_echo() {
    passes_its_sessions("ch01-echo");
}

#[test]
fn ch02_threads() {
    passes_its_sessions("ch02-threads");
}

#[test]
fn ch03_auth() {
    passes_its_sessions("ch03-auth");
}

#[test]
fn ch04_inbox() {
    passes_its_sessions("ch04-inbox");
}

#[test]
fn ch05_csv_log() {
    passes_its_sessions("ch05-csv-log");
}

#[test]
fn r#final() {
    passes_its_sessions("final");
}

#[test]
fn every_program_of_the_course_is_tested_here() {
    let source = include_str!("sessions.rs");
    for program in course::PROGRAMS {
        assert!(
            source.contains(&format!("passes_its_sessions(\"{}\")", program.name)),
            "{}",
            program.name
        );
    }
}
