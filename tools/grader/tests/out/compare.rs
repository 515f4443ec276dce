//! Two gradings of a class.

use crate::support::{
    ORDER, WAITS, class, evidence, failed, graded, passed, results, rubric, talk,
};
use grader::Results;
use grader::compare::compare;

#[test]
fn nothing_has_changed() {
    let results = results(&[]);
    let comparison = compare(&results, &results);
    assert!(comparison.changed.is_empty());
    assert_eq!(comparison.to_string(), "0 changed, 3 the same\n");
}

#[test]
fn a_change_has_its_rows_and_their_reasons() {
    let (rubric, mut newer) = (rubric(), class());
    newer[0].1 = evidence("12", [failed(), passed()]);
    newer[1].0.id = "ana".to_owned();
    let mut graded = graded(&rubric, &newer);
    grader::overrides::apply(&[talk("12", 2.0, "")], &mut graded);
    let mut new = Results::of(&rubric, 8, &graded);
    new.rubric.rows[1].points = grader::Points::try_from(5.0).unwrap();
    let comparison = compare(&results(&[]), &new);
    let expected = format!(
        "asked otherwise: seed 7 -> 8
asked otherwise: row talk: worth 4 -> 5
id                                             old       new
12                                             4.5       3.5
  waits                                        4.5       1.5
    {WAITS}: passed -> failed
    {ORDER}: failed -> passed
  talk                                           -         2
    decided: - -> 2
added: ana
removed: 4
1 changed, 1 the same
"
    );
    assert_eq!(comparison.to_string(), expected);
}

#[test]
fn the_same_grade_by_other_rows_is_a_change() {
    let old = results(&[talk("12", 1.5, "")]);
    let rubric = rubric();
    let mut newer = class();
    newer[0].1 = evidence("12", [passed(), passed()]);
    let mut graded = graded(&rubric, &newer);
    grader::overrides::apply(&[talk("12", 0.0, "")], &mut graded);
    let comparison = compare(&old, &Results::of(&rubric, 7, &graded));
    let change = &comparison.changed[0];
    assert_eq!((change.old, change.rows.len()), (change.new, 2));
}

#[test]
fn somebody_no_longer_needs_a_person() {
    let rubric = rubric();
    let mut newer = class();
    newer[2].1 = evidence("30", [passed(), passed()]);
    newer[2].1.digest = "d4".to_owned();
    let new = Results::of(&rubric, 7, &graded(&rubric, &newer));
    let text = compare(&results(&[]), &new).to_string();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    assert!(lines[1].ends_with("-         6"), "{text}");
    assert_eq!(lines[2], "  something else was handed in");
    assert_eq!(lines[3], "  needs a person no longer");
    assert_eq!(lines[5], format!("    {WAITS}: grader's fault -> passed"));
}

#[test]
fn no_line_is_longer_than_a_terminal() {
    let old = results(&[]);
    let mut new = old.clone();
    let long = "é\u{1b}[2J".repeat(50);
    new.people[0].rows[0].checks[0].name = long.clone();
    new.people[0].rows[0].points = None;
    new.people[0].rows[0].id = long.clone();
    new.people[1].who.id = long.clone();
    new.rubric.title = long;
    let text = compare(&old, &new).to_string();
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));
}
