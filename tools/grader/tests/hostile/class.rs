//! The same as a class that the command grades, with its own limits and the course's whole rubric.
//!
//! This takes many minutes, so it is done only where `HOSTILE_CLASS` names a folder for it:
//! `HOSTILE_CLASS=/tmp/class cargo test -p grader --test hostile class -- --nocapture`.

use std::fs;
use std::path::Path;
use std::process::Command;

use grader::evidence::{Build, Evidence};

use crate::outside::Outside;
use crate::support::WORKER;
use crate::table::cases;

#[test]
fn a_class_of_them_is_graded() {
    let Some(folder) = std::env::var_os("HOSTILE_CLASS") else {
        return;
    };
    let (class, out) = (
        Path::new(&folder).join("class"),
        Path::new(&folder).join("grades"),
    );
    let outside = Outside::new(2000);
    let cases = cases();
    let id = |number: usize| format!("case{number:02}");
    for (number, case) in cases.iter().enumerate() {
        case.write(&class.join(id(number)), &outside);
    }
    let mut command = Command::new(WORKER);
    command
        .arg(&class)
        .arg("--out")
        .arg(&out)
        .args(["--seed", "7", "--anew"]);
    let status = command.status().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    for (number, case) in cases.iter().enumerate() {
        let file = out.join(format!("evidence/{}.json", id(number)));
        let evidence: Evidence = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        println!("{}  {}", told(&evidence), case.name);
    }
    assert_eq!(outside.harm(""), Vec::<String>::new());
}

/// How long it took, and what came of it.
fn told(evidence: &Evidence) -> String {
    let rubric = grader::Rubric::course().unwrap();
    let points = grader::score(&rubric, evidence).points();
    let build = match &evidence.build {
        Build::None => "          ".to_owned(),
        Build::Done(seconds) => format!("built {seconds:4.0}"),
        Build::Failed(_) => "no build  ".to_owned(),
        Build::Fault(_) => "fault     ".to_owned(),
        Build::Unreadable(_) => "not opened".to_owned(),
    };
    format!("{:6.1} s  {build}  {points:>5} points", evidence.seconds)
}
