//! `students.csv`: groups and late days.

use std::path::Path;

use crate::support::{class, evidence, passed, points, rubric, talk, who};
use grader::evidence::Evidence;
use grader::overrides;
use grader::rubric::Late;
use grader::students::{Class, Students, Submissions};
use grader::{Results, Rubric, Who};

const HEADER: &str = "id,group,late_days\n";

fn rule() -> Late {
    Late {
        per_day: points(1.5),
        most: points(4.0),
    }
}

fn refs(class: &[(Who, Evidence)]) -> Vec<(Who, &Evidence)> {
    let class = class.iter();
    class
        .map(|(who, evidence)| (who.clone(), evidence))
        .collect()
}

fn gathered<'a>(
    text: &str,
    rubric: &'a Rubric,
    submissions: &Submissions<'a>,
) -> Result<Class<'a>, String> {
    let text = format!("{HEADER}{text}");
    let students = Students::parse(Path::new("s.csv"), text.as_bytes());
    let students = students.map_err(|error| error.to_string())?;
    let class = students.class(rubric, Some(rule()), submissions);
    class.map_err(|error| error.to_string())
}

fn message(text: &str) -> String {
    let (rubric, class) = (rubric(), class());
    gathered(text, &rubric, &refs(&class)).unwrap_err()
}

#[test]
fn without_the_file_everybody_is_alone_and_in_time() {
    let (rubric, class) = (rubric(), class());
    let class = Students::default().class(&rubric, None, &refs(&class));
    let Class { graded, notes } = class.unwrap();
    assert_eq!((graded.len(), notes.len()), (3, 0));
    assert!(
        graded
            .iter()
            .all(|it| it.late.is_none() && it.group.is_none())
    );
}

#[test]
fn late_days_cost_points_up_to_a_limit() {
    let (rubric, class) = (rubric(), class());
    let class = refs(&class);
    let Class { graded, notes } = gathered("Ana Lima,,1\n12,,9\n", &rubric, &class).unwrap();
    let results = Results::of(&rubric, 7, &graded);
    let totals: Vec<_> = results.people.iter().map(|it| it.total).collect();
    assert_eq!(totals, [4.5, 0.5, 0.0].map(points));
    assert_eq!(results.people[1].late.unwrap().days, 9);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn without_a_rule_late_days_cost_nothing_and_are_told() {
    let (rubric, class) = (rubric(), class());
    let students = Students::parse(Path::new("s.csv"), b"id,late_days\n4,2\n").unwrap();
    let Class { graded, notes } = students.class(&rubric, None, &refs(&class)).unwrap();
    let ana = graded.iter().find(|it| it.who.id == "4").unwrap();
    assert_eq!((ana.total(), ana.late.unwrap().days), (points(6.0), 2));
    assert!(notes[0].starts_with("1 came late"), "{notes:?}");
}

#[test]
fn a_group_shares_one_submission_and_the_latest_line() {
    let (rubric, class) = (rubric(), class());
    let text = "4,g1,0\n88,g1,1\nBia Souza,g1,\n";
    let class = refs(&class);
    let Class { mut graded, notes } = gathered(text, &rubric, &class).unwrap();
    overrides::apply(&[talk("4", 4.0, ""), talk("88", 1.0, "")], &mut graded);
    let results = Results::of(&rubric, 7, &graded);
    let shown = results.people.iter().map(|it| {
        let group = it.group.as_deref().unwrap_or("-");
        (it.who.id.as_str(), it.submission.as_str(), group, it.total)
    });
    let expected = [
        ("4", "4", "g1", points(8.5)),
        ("12", "12", "-", points(4.5)),
        ("30", "30", "-", points(0.0)),
        // Their own talk, and the group's server.
        ("88", "4", "g1", points(5.5)),
        // What the one who handed in has got for the talk is everybody's who has nothing else.
        ("Bia-Souza", "4", "g1", points(8.5)),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn of_two_submissions_of_a_group_the_better_one_counts() {
    let (rubric, class) = (rubric(), class());
    let class = refs(&class);
    let Class { graded, notes } = gathered("12,g,\n4,g,\n99,h,\n", &rubric, &class).unwrap();
    let counts = |id: &str| {
        let person = graded.iter().find(|it| it.who.id == id).unwrap();
        person.evidence.id.clone()
    };
    assert_eq!(
        (counts("12"), counts("4")),
        ("4".to_owned(), "4".to_owned())
    );
    let expected = [
        "group `g` has handed in 12, 4: 4 has the most points and counts",
        "group `h` has handed nothing in",
    ];
    assert_eq!(notes, expected);
    assert_eq!(graded.len(), 3);
}

#[test]
fn nobody_gets_the_id_of_another() {
    let (rubric, class) = (rubric(), class());
    let class = refs(&class);
    let Class { graded, .. } = gathered("4,g,\nA B,g,\nA-B,g,\n", &rubric, &class).unwrap();
    let mut ids: Vec<_> = graded.iter().map(|it| it.who.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["12", "30", "4", "A-B", "A-B-2"]);
}

#[test]
fn a_line_that_cannot_be_meant_is_named() {
    assert_eq!(
        message("4,,1\n4,,2\n"),
        "s.csv:3: `4`: each line needs an id of its own"
    );
    assert!(message("4,,-1\n").starts_with("s.csv:2: `-1` is no number of days"));
    assert!(message("4,,367\n").starts_with("s.csv:2: `367` is no number of days"));
    let twice = message("4,,\nAna Lima,,\n");
    assert_eq!(
        twice,
        "s.csv:3: `Ana Lima` has a line already, by another name"
    );
    let rubric = rubric();
    let same = [(who(1, "Ana"), evidence("1", [passed(), passed()]))];
    let same = [same.clone(), same.map(|(_, it)| (who(2, "Ana"), it))].concat();
    let wrong = gathered("Ana,,1\n", &rubric, &refs(&same)).unwrap_err();
    assert_eq!(
        wrong,
        "s.csv:2: several submissions are of `Ana`: write the id"
    );
}
