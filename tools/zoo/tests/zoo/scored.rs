//! Each submission of the zoo loses the points of `scored.txt`, and no others.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::parallel::parallel;
use crate::table::{Table, agree};
use crate::trial::{Entry, Named, Trial, rubrics};

const SEED: u64 = 7;

/// What the submissions need, with what each is asked, so that it ends at once.
const TOOLCHAINS: [&str; 4] = ["python3", "node", "gcc", "make"];

fn need_toolchains() {
    let is_missing = |program: &&&str| {
        let mut command = Command::new(program);
        let status = command.arg("--version").stdout(Stdio::null()).status();
        !status.is_ok_and(|status| status.success())
    };
    let missing: Vec<_> = TOOLCHAINS.iter().filter(is_missing).collect();
    assert!(
        missing.is_empty(),
        "these tests grade submissions in several languages and need {missing:?}; install them \
         (Debian: apt-get install python3 nodejs gcc make) and try again"
    );
}

/// One in so many wrong ones is played under the rubrics behind the first one.
const PART: usize = 4;

/// All of it would take minutes more; the example `zoo-table` plays it.
fn is_played(entry: &Entry, number: usize, rubric: usize) -> bool {
    rubric == 0 || matches!(entry, Entry::Right(_)) || number.is_multiple_of(PART)
}

/// What is not as it stands in the table.
fn differences(is_meant: impl Fn(&Entry) -> bool) -> Vec<String> {
    need_toolchains();
    let (mut entries, table, rubrics) = (Entry::all().unwrap(), Table::read(), rubrics().unwrap());
    entries.retain(is_meant);
    let trials: Vec<(&Entry, &Named)> = entries
        .iter()
        .enumerate()
        .flat_map(|(number, entry)| {
            let rubrics = rubrics.iter().enumerate();
            let played = rubrics.filter(move |(place, _)| is_played(entry, number, *place));
            played.map(move |(_, rubric)| (entry, rubric))
        })
        .collect();
    let trials = parallel(&trials, |(entry, rubric)| {
        Trial::of(entry, rubric, SEED, &table)
    });
    let wrong = trials.iter().filter(|trial| !trial.is_right());
    let mut wrong: Vec<_> = wrong.map(said).collect();
    wrong.sort();
    wrong
}

fn said(trial: &Trial) -> String {
    let Trial {
        name,
        rubric,
        seed,
        lost,
        expected,
    } = trial;
    format!("{name}\n    {rubric}: {lost}\n    (expected: {expected}; seed {seed})\n")
}

#[test]
fn right_submissions_in_four_languages_get_every_point() {
    let table = Table::read();
    for name in zoo::RIGHT {
        for (rubric, _) in rubrics().unwrap() {
            assert_eq!(table.expected(name, rubric), Some("nothing"));
        }
    }
    let wrong = differences(|entry| matches!(entry, Entry::Right(_)));
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn each_defect_costs_the_points_of_the_table_and_no_others() {
    let wrong = differences(|entry| matches!(entry, Entry::Wrong(_)));
    assert!(wrong.is_empty(), "scored.txt is wrong:\n{}", wrong.concat());
}

#[test]
fn the_table_has_every_submission_and_no_other() {
    let entries = Entry::all().unwrap();
    let names: BTreeSet<_> = entries.iter().map(Entry::name).collect();
    assert_eq!(names.len(), entries.len(), "two have the same name");
    assert_eq!(Table::read().names(), names.into_iter().collect::<Vec<_>>());
}

#[test]
fn rows_agree_only_where_they_are_the_same_or_chance_decides() {
    assert!(agree("a 1, b -", "a 1, b -"));
    assert!(agree("a ?, b 1", "b 1") && agree("a ?, b 1", "a 0.5, b 1"));
    assert!(agree("a ?", "nothing") && agree("nothing", "nothing"));
    for found in ["nothing", "a 1", "a 1, b 1", "a 1, b -, c 1", "a 0.5, b -"] {
        assert!(!agree("a 1, b -", found), "{found}");
    }
}
