//! Stubs and solutions against their tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use testkit::deadline::DEADLINE_VARIABLE;

use crate::catalogue::{Catalogue, Exercise, FOLDER};
use crate::judge::build;

/// How long a stub's test waits for an answer that will not come, in milliseconds.
const STUB_DEADLINE: &str = "500";

/// What became of them.
#[derive(Debug, Default)]
pub struct Trials {
    /// So many pass all their tests as they are handed out.
    pub stubs_that_pass: usize,
    /// So many solutions fail at least one.
    pub solutions_that_fail: usize,
    /// What the compiler says against both.
    pub warnings: usize,
    /// All of these, a line each.
    pub problems: Vec<String>,
}

/// Builds all stubs and all solutions, and runs each one's tests.
///
/// # Errors
/// Where they do not compile or cannot be run.
pub fn trials(root: &Path, catalogue: &Catalogue) -> Result<Trials> {
    let mut trials = Trials::default();
    let stubs = program(root, "stubs", &mut trials)?;
    let solutions = program(root, "solutions", &mut trials)?;
    for exercise in catalogue.iter() {
        if passes(&stubs, exercise, &[(DEADLINE_VARIABLE, STUB_DEADLINE)])? {
            trials.stubs_that_pass += 1;
            let file = exercise.path("stub.rs");
            trials
                .problems
                .push(format!("{file} passes its tests as it is"));
        }
        if !passes(&solutions, exercise, &[])? {
            trials.solutions_that_fail += 1;
            trials.problems.push(format!(
                "{} fails: cargo test -p {FOLDER} --test solutions {}",
                exercise.path("solution.rs"),
                exercise.target()
            ));
        }
    }
    Ok(trials)
}

/// Builds a test target. Returns its program, and adds its warnings.
fn program(root: &Path, target: &str, trials: &mut Trials) -> Result<PathBuf> {
    let built = build(root, target)?;
    trials.warnings += built.warnings.len();
    let Some(program) = built.executable else {
        bail!("the {target} do not compile:\n{}", built.messages);
    };
    if !built.warnings.is_empty() {
        trials.problems.push(built.messages);
    }
    Ok(program)
}

/// Whether all tests of one exercise pass, and there are any.
fn passes(program: &Path, exercise: &Exercise, variables: &[(&str, &str)]) -> Result<bool> {
    let output = Command::new(program)
        .arg(format!("{}::", exercise.target()))
        .envs(variables.iter().copied())
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(
        !text.contains("\nrunning 0 tests\n"),
        "{} has no tests",
        exercise.name
    );
    Ok(output.status.success())
}
