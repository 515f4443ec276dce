//! All sessions against all programs at all paces: a test a program. And `cargo kit sessions` as a
//! student sees it.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use kit::course::{self, CourseProgram};
use kit::programs;
use kit::sessions::{Conduct, Manner, Outcome, Progress, Trial, find, play_all, trials};
use testkit::{Cause, Failure, Pace, Program, Session, vary};

fn passes_its_sessions(name: &str) {
    let program = CourseProgram::named(name).expect("a program of the course");
    let seed = vary::seed();
    println!("{name}: seed {seed}");
    let mut sessions = find(&course::root()).expect("session files that parse");
    sessions.retain(|session| program.must_pass(session));
    assert!(!sessions.is_empty(), "{name} has no session at all");
    let trials = trials(&sessions, &[program], &Pace::ALL, seed);
    let outcomes = play_all(
        trials,
        programs::servers().expect("servers that compile"),
        &conduct(None),
    );
    let outcomes = outcomes.expect("a server");
    let failures: String = outcomes.iter().filter_map(shown).collect();
    assert!(failures.is_empty(), "{name}:\n{failures}");
}

/// Patiently, and without a word.
fn conduct(most_failed: Option<usize>) -> Conduct {
    Conduct {
        quick: None,
        most_failed,
        progress: Progress::new(Manner::Silent, 0),
    }
}

fn shown(outcome: &Outcome) -> Option<String> {
    let failure = outcome.verdict.as_ref()?.as_ref().err()?;
    Some(format!("\n{failure}\n"))
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

fn session(number: usize, header: &str, steps: &str) -> Session {
    let text = format!("title: t\nsince: ch01-echo\nwhy: w\n{header}\n\n{steps}");
    Session::parse(format!("s{number}.session"), &text).expect("a session")
}

/// How one session goes with a server that has this fault.
fn failure(fault: &str, header: &str, quick: Option<Duration>) -> Option<Failure> {
    let binaries = programs::build(&["faulty-server"]).expect("a faulty server");
    let program = Program::new(&binaries["faulty-server"]).argument(fault);
    let session = session(1, header, "ana> ana\nana< ana\n");
    let trial = Trial {
        session: &session,
        program: &course::PROGRAMS[0],
        paces: Pace::ALL.to_vec(),
        seed: 7,
    };
    trial.run(&program, quick).err().map(|failure| *failure)
}

#[test]
fn a_failure_is_told_with_the_names_as_written_and_plays_again() {
    let failure = failure("panic", "users: ana", None).expect("a failure");
    assert_eq!(failure.how.seed, None);
    assert_eq!(failure.steps[0], "✓   6  ana> ana");
    let again = "cargo kit sessions --program ch01-echo --session s1";
    assert_eq!(failure.again, again);
}

#[test]
fn who_knows_the_names_by_heart_is_told_so() {
    let failure = failure("by-heart", "users: ana", None).expect("a failure");
    assert_eq!(failure.cause, Some(Cause::Variation));
    assert!(failure.again.ends_with(" --session s1 --seed 7"));
}

#[test]
fn a_wrong_answer_that_comes_once_is_a_failure_and_a_late_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let fault = |kind| format!("{kind}:{}", folder.path().join(kind).display());
    let wrong = failure(&fault("once"), "vary: no", None).expect("a failure");
    assert_eq!(wrong.cause, Some(Cause::Chance));
    // Nothing comes so quickly: each first try is late.
    let late = failure("none", "vary: no", Some(Duration::from_nanos(1)));
    assert_eq!(late, None);
}

#[test]
fn after_enough_failures_no_more_is_played() {
    let sessions: Vec<_> = (1..=40)
        .map(|number| session(number, "vary: no", "ana> ana\n"))
        .collect();
    let trials = trials(&sessions, &[&course::PROGRAMS[0]], &[Pace::Normal], 7);
    let nowhere = [("ch01-echo".to_owned(), PathBuf::from("/nowhere"))];
    let played = |most| {
        let outcomes = play_all(trials.clone(), &nowhere.clone().into(), &conduct(most));
        let outcomes = outcomes.expect("a binary");
        outcomes
            .iter()
            .filter(|outcome| outcome.is_failure())
            .count()
    };
    assert_eq!(played(None), 40);
    // Those under way are played to their end.
    assert!((3..40).contains(&played(Some(3))));
}

fn kit(arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    let command = command.args(arguments.split(' '));
    command.output().expect("kit runs")
}

#[test]
fn one_session_with_one_program() {
    let output = kit("sessions --program 1 --session line-comes-back.session --seed 7");
    let expected = "\
ch01-echo: 1 session, each at 3 paces: 3 plays

chapters/ch01-echo/sessions                       ch01
 line-comes-back                                   ✓

✓ passes

all passed (seed 7)
";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let progress = String::from_utf8_lossy(&output.stderr);
    assert_eq!(progress, "1 of 1 played\n");
}

#[test]
fn the_table_fits_a_terminal_and_is_about_the_program() {
    let output = kit("sessions --program ch02 --all --pace normal");
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines().take_while(|line| !line.contains("✓ passes")) {
        assert!(
            line.chars().count() <= 80 && line.trim_end() == line,
            "{line}"
        );
    }
    assert!(text.contains("(✗) fails, as it may"), "{text}");
    assert_eq!(output.status.code(), Some(0), "{text}");
    let output = kit("sessions --program ch02 --pace normal");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("message-waits"), "{text}");
}

#[test]
fn wrong_names_are_told_in_a_line() {
    for (arguments, words) in [
        ("sessions --program ch06-client", "ch06-client is a client"),
        ("sessions --program 6", "ch06-client is a client"),
        (
            "sessions --program 9",
            "no program `9`; there are ch01-echo, ",
        ),
        ("sessions --session zzz", "no session has `zzz` in its name"),
        (
            "sessions --program 1 --session push-starts",
            "nothing to play",
        ),
        ("diff 3 9", "no chapter `9`; there are ch01-echo, "),
        ("steps unpack final x", "no chapter `final`; there are "),
    ] {
        let output = kit(arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.starts_with(words), "{text}");
        assert_eq!((text.lines().count(), output.status.code()), (1, Some(2)));
    }
}

#[test]
fn chapters_go_by_number_and_name() {
    let diffs = ["diff 3 4", "diff ch03 ch4", "diff ch03-auth ch04-inbox"].map(kit);
    assert!(diffs[0].status.success() && !diffs[0].stdout.is_empty());
    assert_eq!(diffs[0].stdout, diffs[1].stdout);
    assert_eq!(diffs[0].stdout, diffs[2].stdout);
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().display();
    let output = kit(&format!("steps unpack 3 {folder}"));
    let text = String::from_utf8_lossy(&output.stdout);
    let line = format!("the code of ch03-auth after each step:\n  {folder}/1-");
    assert!(text.starts_with(&line), "{text}");
}
