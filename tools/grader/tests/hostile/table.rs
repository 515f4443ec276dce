//! Plays all cases, several at a time.

use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use grader::evidence::Build;

use crate::case::{Case, Verdict};
use crate::outside::Outside;
use crate::support::{RUBRIC, Seen, limits, play};
use crate::{acts, builds, clients, files};

/// How many are played at once: most of their time is waiting.
const AT_ONCE: usize = 6;

/// No fewer than the grader promises to hold.
const CASES: usize = 25;

#[test]
fn none_does_any_harm() {
    let cases = cases();
    let (next, report) = (AtomicUsize::new(0), Mutex::new(String::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let number = cases.iter().position(|it| it.name == case.name).unwrap();
                    for harm in harm(case, number) {
                        writeln!(report.lock().unwrap(), "{}: {harm}", case.name).unwrap();
                    }
                }
            });
        }
    });
    let report = report.into_inner().unwrap();
    assert!(report.is_empty(), "\n{report}");
}

/// All cases, or those with this word in their names.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = acts::cases();
    cases.extend(builds::cases());
    cases.extend(clients::cases());
    cases.extend(files::cases());
    let only = std::env::var("HOSTILE").ok();
    cases.retain(|case| only.as_ref().is_none_or(|only| case.name.contains(only)));
    assert!(only.is_some() || cases.len() >= CASES);
    cases
}

/// What is wrong with what has become of a case.
fn harm(case: &Case, number: usize) -> Vec<String> {
    let outside = Outside::new(number);
    let folder = case.folder(&outside);
    let seen = match play(folder.path(), RUBRIC, limits()) {
        Ok(seen) => seen,
        Err(fault) => return vec![fault.to_string()],
    };
    println!("{:6.1} s  {}", seen.took.as_secs_f64(), case.name);
    let text = seen.text();
    let mut harm = outside.harm(&text);
    harm.extend(wrong(case, &seen));
    if !text.contains(case.says) {
        harm.push(format!("nobody says `{}`: {text}", case.says));
    }
    let limits = limits();
    if seen.took > limits.build_time + limits.play_time + Duration::from_secs(20) {
        harm.push(format!("it took {:?}", seen.took));
    }
    harm
}

/// Where the verdict is not the right one.
fn wrong(case: &Case, seen: &Seen) -> Option<String> {
    let built = !matches!(seen.evidence.build, Build::Failed(_) | Build::Fault(_));
    let passed = |key: &str| {
        let check = seen.evidence.checks.get(key);
        check.is_some_and(|check| check.outcome.is_passed())
    };
    let found = (built, passed("ch04-inbox/message-waits"), passed("sends"));
    let wanted = match case.verdict {
        Verdict::Full => (true, true, true),
        Verdict::NoServer => (true, false, true),
        Verdict::NoClient => (true, true, false),
        Verdict::NoBuild => (false, false, false),
    };
    let points = match wanted {
        (_, true, true) => "2",
        (true, _, _) => "1",
        _ => "0",
    };
    let is_right = found == wanted && seen.points(RUBRIC) == points;
    (!is_right).then(|| format!("{found:?} is not {:?}: {}", case.verdict, seen.text()))
}
