//! `results.json` and `grades.csv`.

use crate::support::{class, evidence, failed, graded, passed, points, results, rubric, talk, who};
use grader::graded::{Late, Override};
use grader::results::Verdict;
use grader::score::{Outcome, Remark};
use grader::{Points, Results};
use testkit::Reading;

#[test]
fn what_is_written_is_read_again() {
    let results = results(&[talk("12", 3.25, "<b>good</b>")]);
    let json = results.to_json().unwrap();
    assert_eq!(Results::parse(&json).unwrap(), results);
    assert_eq!(Results::parse(&json).unwrap().to_json().unwrap(), json);
}

#[test]
fn people_come_in_one_order_whatever_the_order_of_grading() {
    let (rubric, mut class) = (rubric(), class());
    let there = Results::of(&rubric, 7, &graded(&rubric, &class));
    class.reverse();
    assert_eq!(Results::of(&rubric, 7, &graded(&rubric, &class)), there);
    let ids: Vec<_> = there.people.iter().map(|it| it.who.id.as_str()).collect();
    assert_eq!(ids, ["4", "12", "30"]);
}

#[test]
fn a_lost_point_has_its_reason_on_one_line() {
    let results = results(&[]);
    let checks = &results.people[1].rows[0].checks;
    assert_eq!(checks[0].outcome, Verdict::Passed);
    assert_eq!(
        (checks[0].points, checks[1].points),
        (points(4.5), points(0.0))
    );
    assert_eq!(checks[1].remark.as_deref(), Some("it ended"));
    let fault = &results.people[2].rows[0].checks[0];
    assert_eq!(fault.outcome, Verdict::GradersFault);
    assert_eq!(fault.remark.as_deref(), Some("no bubblewrap"));
}

#[test]
fn the_points_of_checks_add_up_to_the_rows() {
    let rubric = rubric();
    let late = Outcome::Passed(Some(Remark::NotFlushed));
    let class = [(who(4, "Ana"), evidence("4", [late, failed()]))];
    let results = Results::of(&rubric, 7, &graded(&rubric, &class));
    let row = &results.people[0].rows[0];
    let sum = row.checks.iter().map(|check| check.points).sum();
    assert_eq!(row.points, Some(sum));
    // What was held back until the end gives half, unless the rubric says otherwise.
    assert_eq!(row.checks[0].points, points(2.25));
    assert!(row.checks[0].remark.is_some());
}

/// A quarter may stay unchecked after a failure, but no student pays for what was prevented.
#[test]
fn who_needs_a_person() {
    let rubric = rubric();
    let because = "waits".to_owned();
    for (outcome, is_needed) in [
        (failed(), false),
        (Outcome::NotChecked { because }, false),
        (Outcome::OutOfTime, true),
        (Outcome::NotPlayed, true),
        (Outcome::GradersFault("no memory".to_owned()), true),
    ] {
        let class = [(who(4, "Ana"), evidence("4", [passed(), outcome.clone()]))];
        let mut graded = graded(&rubric, &class);
        assert_eq!(graded[0].needs_person(), is_needed, "{outcome:?}");
        graded[0].overrides.push(Override {
            row: "waits".to_owned(),
            ..talk("4", 5.0, "")
        });
        assert!(!graded[0].needs_person(), "{outcome:?}");
    }
}

/// A client row of the one rubric has the name that it has in the other, where it was played in
/// another manner.
#[test]
fn what_was_read_in_another_way_was_not_played() {
    let (mut rubric, class) = (rubric(), class());
    rubric.reading = Reading::Texts;
    let row = &Results::of(&rubric, 7, &graded(&rubric, &class)).people[0].rows[0];
    let verdicts = row.checks.iter().map(|check| check.outcome);
    assert_eq!(verdicts.collect::<Vec<_>>(), [Verdict::NotPlayed; 2]);
}

#[test]
fn what_is_no_results_file() {
    let message = |text: &str| Results::parse(text).unwrap_err().to_string();
    assert!(message("{\"format\": 99}").starts_with("has format 99, and this program reads 1"));
    for text in ["", "[]", "{}", "{\"format\": 1}", "\u{0}"] {
        assert!(message(text).starts_with("is no results.json"), "{text}");
    }
}

/// Of `grades.csv`, as another reader sees it.
fn table(results: &Results) -> Vec<Vec<String>> {
    let text = results.grades_csv();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|it| record(it.unwrap())).collect()
}

#[test]
fn rows_and_late_days_add_up_to_the_total() {
    let (rubric, class) = (rubric(), class());
    let mut graded = graded(&rubric, &class);
    let overrides = [talk("12", 3.25, ""), talk("4", 0.5, "")];
    grader::overrides::apply(&overrides, &mut graded);
    // More than there is to lose.
    graded[0].late = Some(Late {
        days: 9,
        points: points(20.0),
    });
    graded[1].late = Some(Late {
        days: 1,
        points: points(2.0),
    });
    let results = Results::of(&rubric, 7, &graded);
    let table = table(&results);
    assert_eq!(
        table[0],
        [
            "id", "name", "group", "waits", "talk", "late", "total", "state", "comment"
        ]
    );
    let number = |cell: &String| cell.parse::<f64>().unwrap();
    for (line, person) in table[1..3].iter().zip(&results.people) {
        let sum: f64 = line[3..6].iter().map(number).sum();
        assert_eq!(sum, number(&line[6]), "{line:?}");
        assert_eq!(line[6], person.total.to_string());
    }
    assert_eq!(table[1][5..8], ["-2", "4.5", "graded"]);
    assert_eq!(table[2][5..8], ["-7.75", "0", "graded"]);
    assert_eq!(results.people[1].total, Points::default());
}

#[test]
fn what_a_spreadsheet_would_run_is_made_inert() {
    let results = results(&[talk("30", 1.0, "a \"b\",\nc")]);
    let table = table(&results);
    assert_eq!(table[3][..3], ["30", "'=Rui", ""]);
    // Nobody has a grade before a person has looked.
    assert_eq!(table[3][6..], ["", "needs a person", "talk: a \"b\",\nc"]);
    // The points of people are not there yet.
    assert_eq!(
        table[1][3..],
        ["6", "", "0", "6", "awaits points of people", ""]
    );
}

#[test]
fn the_anonymous_have_no_name_anywhere() {
    let (rubric, class) = (rubric(), class());
    let mut graded = graded(&rubric, &class);
    for person in &mut graded {
        person.who = person.who.anonymous();
    }
    let results = Results::of(&rubric, 7, &graded);
    let texts = results.to_json().unwrap() + &results.grades_csv();
    for name in ["Lima", "José", "Rui"] {
        assert!(!texts.contains(name), "{texts}");
    }
    assert_eq!(results.people[0].who.participant, Some(4));
}
