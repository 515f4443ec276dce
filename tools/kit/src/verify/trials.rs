//! Stubs and solutions against their tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use testkit::deadline::DEADLINE_VARIABLE;

use crate::catalogue::{Catalogue, Exercise, FOLDER};
use crate::judge::process::{self, Ended};
use crate::judge::{Conduct, build, seconds};

/// How long a stub's test waits for an answer that will not come, in milliseconds.
const STUB_DEADLINE: &str = "500";

/// So long may the tests of one exercise take together.
const LIMIT: Duration = Duration::from_secs(60);

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
        let variables = [(DEADLINE_VARIABLE, STUB_DEADLINE)];
        trials.stub(exercise, outcome(&stubs, exercise, &variables, LIMIT)?);
        trials.solution(exercise, outcome(&solutions, exercise, &[], LIMIT)?);
    }
    Ok(trials)
}

impl Trials {
    fn stub(&mut self, exercise: &Exercise, outcome: Outcome) {
        let file = exercise.path("stub.rs");
        match outcome {
            Outcome::Failed => {}
            Outcome::Passed => {
                self.stubs_that_pass += 1;
                self.problems
                    .push(format!("{file} passes its tests as it is"));
            }
            Outcome::Endless => self.problems.push(endless(&file)),
        }
    }

    fn solution(&mut self, exercise: &Exercise, outcome: Outcome) {
        let file = exercise.path("solution.rs");
        let problem = match outcome {
            Outcome::Passed => return,
            Outcome::Failed => format!(
                "{file} fails: cargo test -p {FOLDER} --test solutions {}",
                exercise.target()
            ),
            Outcome::Endless => endless(&file),
        };
        self.solutions_that_fail += 1;
        self.problems.push(problem);
    }
}

fn endless(file: &str) -> String {
    format!("the tests of {file} did not end within {}", seconds(LIMIT))
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

/// How the tests of one exercise have ended.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// They had not ended within the limit.
    Endless,
}

/// Runs all tests of one exercise, of which there must be some.
fn outcome(
    program: &Path,
    exercise: &Exercise,
    variables: &[(&str, &str)],
    limit: Duration,
) -> Result<Outcome> {
    let mut command = Command::new(program);
    command
        .arg(format!("{}::", exercise.target()))
        .envs(variables.iter().copied())
        .env("RUST_BACKTRACE", "0");
    let conduct = Conduct {
        limit,
        stop: &AtomicBool::new(false),
        tell: &|_| {},
    };
    let run = process::run(&mut command, &conduct, || {});
    let run = run.with_context(|| format!("{} cannot be started", program.display()))?;
    let text = String::from_utf8_lossy(&run.stdout);
    ensure!(
        !text.contains("\nrunning 0 tests\n"),
        "{} has no tests",
        exercise.name
    );
    Ok(match run.ended {
        Ended::Exited(status) if status.success() => Outcome::Passed,
        Ended::Exited(_) => Outcome::Failed,
        Ended::OutOfTime | Ended::Stopped => Outcome::Endless,
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_ended() {
        let exercise = "name = \"ex01-a\"\nchapter = \"final\"\nkind = \"bridge\"\n\
                        idea = \"i\"\nminutes = 10\n";
        let exercise = toml::from_str(exercise).expect("an exercise");
        let outcome = |program: &str| {
            outcome(
                Path::new(program),
                &exercise,
                &[],
                Duration::from_millis(50),
            )
            .ok()
        };
        // `yes ex01::` says that again and again.
        assert_eq!(outcome("yes"), Some(Outcome::Endless));
        assert_eq!(outcome("false"), Some(Outcome::Failed));
    }
}
