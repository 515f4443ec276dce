//! The capstone's statement and its rubric say the same, and the statement's examples are true.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::collections::BTreeSet;
use std::fs;

use kit::course::{self, CourseProgram};
use kit::{programs, sessions};
use serde::Deserialize;
use testkit::session_file::{Action, ClientAct, Expected};
use testkit::{How, Session, Target, play};

const STATEMENT: &str = "exercises/capstone/README.md";
const EXAMPLE: &str = "exercises/capstone/example.session";
const RUBRIC: &str = "tools/grader/rubrics/course.toml";

/// What a student who follows the statement has to be as good as.
const CORE_PROGRAM: &str = "ch05-csv-log";

#[derive(Deserialize)]
struct Rubric {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    title: String,
    part: String,
    points: f64,
    rules: Vec<u32>,
    #[serde(default)]
    check: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    session: Option<String>,
    points: f64,
}

fn read(file: &str) -> String {
    // Git may have written CRLF on Windows.
    let text = fs::read_to_string(course::root().join(file)).unwrap();
    text.replace("\r\n", "\n")
}

fn rubric() -> Rubric {
    toml::from_str(&read(RUBRIC)).unwrap()
}

/// The numbers of the statement's rules, in the order in which they stand there.
fn stated_rules() -> Vec<u32> {
    let statement = read(STATEMENT);
    let number = |line: &str| {
        let (number, _) = line.strip_prefix("**Rule ")?.split_once(".**")?;
        number.parse().ok()
    };
    statement.lines().filter_map(number).collect()
}

/// The sessions of the rubric, by the name that it gives them.
fn scored_sessions() -> Vec<(String, Session)> {
    let rows = rubric().row.into_iter();
    let names = rows.flat_map(|row| row.check).filter_map(|it| it.session);
    let load = |name: String| {
        let (chapter, session) = name.split_once('/').unwrap();
        let file = format!("chapters/{chapter}/sessions/{session}.session");
        let session = sessions::load(&course::root().join(file)).unwrap();
        (name, session)
    };
    names.map(load).collect()
}

#[test]
fn the_rules_are_numbered_without_a_gap() {
    let rules = stated_rules();
    let last = u32::try_from(rules.len()).unwrap();
    assert!(last > 0, "{STATEMENT} has no line that begins a rule");
    assert_eq!(rules, (1..=last).collect::<Vec<_>>());
}

#[test]
fn every_rule_is_scored_and_every_scored_rule_is_stated() {
    let stated: BTreeSet<_> = stated_rules().into_iter().collect();
    let rubric = rubric();
    let automatic = rubric.row.iter().filter(|row| row.part != "people");
    let scored: BTreeSet<_> = automatic.flat_map(|row| row.rules.clone()).collect();
    assert_eq!(scored, stated, "left: {RUBRIC}, right: {STATEMENT}");
    for row in rubric.row.iter().filter(|row| row.part == "people") {
        assert!(stated.is_superset(&row.rules.iter().copied().collect()));
    }
}

#[test]
fn the_table_of_points_is_the_rubric() {
    let line = |row: &Row| {
        let rules: Vec<_> = row.rules.iter().map(u32::to_string).collect();
        let rules = rules.join(", ");
        let Row {
            part,
            title,
            points,
            ..
        } = row;
        let line = format!("| {part} | {title} | {points} | {rules} |\n");
        line.replace("|  |", "| |")
    };
    let rows: String = rubric().row.iter().map(line).collect();
    let head = "| part | what | points | rules |\n| --- | --- | --- | --- |\n";
    let table = format!("\n{head}{rows}\n");
    let statement = read(STATEMENT);
    assert!(statement.contains(&table), "{STATEMENT} lacks:\n{table}");
}

#[test]
fn the_points_sum_to_forty() {
    let rows = rubric().row;
    let of = |part: &str| -> f64 {
        let rows = rows.iter().filter(|row| row.part == part);
        rows.map(|row| row.points).sum()
    };
    let parts = ["server", "client", "robustness", "people"].map(of);
    // Quarters are exact in binary, so the sums may be compared.
    assert_eq!(parts, [20.0, 8.0, 4.0, 8.0]);
    for row in rows.iter().filter(|row| row.part != "people") {
        let checks: f64 = row.check.iter().map(|check| check.points).sum();
        let checks = (checks * 100.0).round() / 100.0;
        assert_eq!(checks, row.points, "the checks of `{}`", row.id);
    }
}

#[test]
fn every_session_can_be_passed_by_a_server_without_notices() {
    let core = CourseProgram::named(CORE_PROGRAM).unwrap();
    for (name, session) in scored_sessions() {
        assert!(core.must_pass(&session), "{CORE_PROGRAM} need not: {name}");
        for step in &session.steps {
            match &step.action {
                Action::Server(_) => panic!("{name} wants more than a server that runs"),
                Action::Client { act, .. } if demands_notice(act) => {
                    panic!("{name} demands a notice")
                }
                _ => {}
            }
        }
    }
}

fn demands_notice(act: &ClientAct) -> bool {
    match act {
        ClientAct::Expect(Expected::Line(line)) => line.starts_with('!'),
        ClientAct::Expect(Expected::Notice { .. }) => true,
        _ => false,
    }
}

#[test]
fn the_example_is_a_session_that_is_played() {
    let text = read(EXAMPLE);
    let (_, steps) = text.split_once("\n\n").unwrap();
    let shown = format!("\n```text\n{steps}```\n");
    assert!(read(STATEMENT).contains(&shown), "not as in {EXAMPLE}");
    let session = sessions::load(&course::root().join(EXAMPLE)).unwrap();
    for name in [CORE_PROGRAM, "final"] {
        let program = CourseProgram::named(name).unwrap();
        let program = program.program(&programs::servers().unwrap()[program.binary]);
        if let Err(failure) = play(&session, &Target::Program(&program), How::default()) {
            panic!("{failure}");
        }
    }
}

#[test]
fn the_examples_of_mensageiro_toml_are_toml_and_those_of_the_starters() {
    let statement = read(STATEMENT);
    let examples: Vec<_> = statement
        .split("\n```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    let parsed = examples
        .iter()
        .map(|example| toml::from_str::<toml::Table>(example).unwrap());
    let parsed: Vec<_> = parsed.collect();
    for language in ["rust", "python", "java"] {
        let file = format!("exercises/capstone/starter-{language}/mensageiro.toml");
        let starter: toml::Table = toml::from_str(&read(&file)).unwrap();
        let command = |table: &toml::Table, name, key| table.get(name)?.get(key).cloned();
        let commands = |table| {
            [("build", "command"), ("server", "run"), ("client", "run")]
                .map(|(name, key)| command(table, name, key))
        };
        let is_shown = parsed.iter().any(|it| commands(it) == commands(&starter));
        assert!(is_shown, "{STATEMENT} shows other commands than {file}");
    }
}
