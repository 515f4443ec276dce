//! Each defect costs the points of `scored.txt` under the capstone's rubric, and no others.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use grader::score::RowScore;
use grader::{Conduct, Outcome, Points, Rubric, Submission, grade};
use zoo::Defect;

use crate::plays::parallel;

const TABLE: &str = include_str!("scored.txt");

/// Most failures are answers that do not come. What differs from the table is played again with
/// all the time there is.
const BRIEF: Duration = Duration::from_millis(400);

const SEED: u64 = 7;

/// The lines below each defect, without their indentation.
fn table() -> BTreeMap<String, String> {
    let mut table = BTreeMap::<String, String>::new();
    let mut defect = String::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("    ") {
            Some(lost) => table
                .entry(defect.clone())
                .or_default()
                .push_str(&format!("    {lost}\n")),
            None => {
                defect = line.to_owned();
                table.insert(defect.clone(), String::new());
            }
        }
    }
    table
}

/// The rows that lose points, and those that are not checked, as they stand in the table.
fn lost(rubric: &Rubric, defect: Option<Defect>, patience: Option<Duration>) -> String {
    let name = defect.map_or("none", Defect::name);
    let folder = tempfile::tempdir().unwrap();
    let server = env!("CARGO_BIN_EXE_zoo-server");
    let run = format!("['{server}', '{name}', '{{host}}:{{port}}', '{{data}}']");
    let manifest = format!("[server]\nrun = {run}\n");
    fs::write(folder.path().join("mensageiro.toml"), manifest).unwrap();
    let copy = Submission::open(folder.path()).unwrap().copy(None).unwrap();
    let conduct = Conduct {
        patience,
        ..Conduct::new(SEED)
    };
    let score = grade(rubric, &copy, &conduct);
    score.rows.iter().map(line).collect()
}

fn line(scored: &RowScore) -> String {
    let RowScore { row, outcomes } = scored;
    let is_open = |outcome: &Outcome| matches!(outcome, Outcome::NotChecked { .. });
    let lost = row.points - scored.points();
    match outcomes.iter().any(is_open) {
        true => format!("    {} not checked\n", row.id),
        false if lost == Points::default() => String::new(),
        false => format!("    {} {lost}\n", row.id),
    }
}

/// Whether these rows are as they should be; one with a `?` may lose any points, or none.
fn agree(expected: &str, found: &str) -> bool {
    let (chance, sure): (Vec<&str>, Vec<_>) = expected.lines().partition(|row| row.ends_with('?'));
    let is_chance = |row: &&str| {
        let mut chance = chance.iter();
        chance.any(|it| row.starts_with(it.trim_end_matches('?')))
    };
    let found = found.lines().filter(|row| !is_chance(row));
    found.eq(sure)
}

/// The course's own rubric, but for its clients and its people.
fn servers() -> Rubric {
    let mut rubric = Rubric::course().unwrap();
    let is_for_servers = |row: &grader::rubric::Row| {
        let mut checks = row.checks.iter();
        checks.any(|check| matches!(check.play, grader::rubric::Play::Session(_)))
    };
    rubric.rows.retain(is_for_servers);
    rubric
}

#[test]
fn each_defect_costs_the_points_of_the_table_and_no_others() {
    let (table, rubric) = (table(), servers());
    let defects = Defect::ALL.iter().copied().map(Some);
    let defects: Vec<_> = [None].into_iter().chain(defects).collect();
    let wrong = parallel(&defects, |&defect| {
        let name = defect.map_or("none", Defect::name);
        let is_right = |found: &str| table.get(name).is_some_and(|it| agree(it, found));
        let mut found = lost(&rubric, defect, Some(BRIEF));
        if !is_right(&found) {
            found = lost(&rubric, defect, None);
        }
        (!is_right(&found)).then(|| format!("{name}\n{found}"))
    });
    let mut wrong: Vec<_> = wrong.into_iter().flatten().collect();
    wrong.sort();
    assert!(wrong.is_empty(), "scored.txt is wrong:\n{}", wrong.concat());
    assert_eq!(table.len(), defects.len());
}
