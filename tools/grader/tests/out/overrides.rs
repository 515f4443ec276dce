//! `overrides.csv`.

use std::fs;
use std::path::Path;

use crate::support::{class, graded, points, rubric, talk};
use grader::graded::Override;
use grader::overrides::{self, Decided};

fn parse(text: &str) -> Result<Vec<Override>, String> {
    let (rubric, class) = (rubric(), class());
    let graded = graded(&rubric, &class);
    let decided = overrides::parse(Path::new("o.csv"), text.as_bytes(), &rubric, &graded);
    match decided.map_err(|error| error.to_string())? {
        Decided { overrides, notes } if notes.is_empty() => Ok(overrides),
        Decided { notes, .. } => Err(notes.join("\n")),
    }
}

/// The class or the rubric has changed since; what is wrong in itself is found before that.
#[test]
fn what_is_about_nobody_is_a_note() {
    let rubric = rubric();
    let decided = |text: &str| {
        let text = format!("id,row,points,comment\n{text}");
        overrides::parse(Path::new("o.csv"), text.as_bytes(), &rubric, &[])
    };
    let notes = decided("4,talk,1,\n5,tlak,1,\n").unwrap().notes;
    assert_eq!(notes.len(), 2);
    assert!(notes[1].starts_with("o.csv:3: nobody with the id `5`"));
    for wrong in ["5,tlak,one,", "5,talk,5,", "5,talk,1,\n5,talk,1,"] {
        assert!(decided(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_template_is_made_once_and_says_nothing_yet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overrides.csv");
    assert!(overrides::create(&path, &rubric()).unwrap());
    let template = fs::read_to_string(&path).unwrap();
    assert!(template.starts_with("id,row,points,comment\n"));
    assert!(
        template.contains("#   talk 0 to 4 (people)\n"),
        "{template}"
    );
    assert_eq!(parse(&template), Ok(Vec::new()));
    let mine = template + "4,talk,2,well\n";
    fs::write(&path, &mine).unwrap();
    assert!(!overrides::create(&path, &rubric()).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    assert_eq!(parse(&mine), Ok(vec![talk("4", 2.0, "well")]));
}

#[test]
fn what_a_spreadsheet_with_a_decimal_comma_saves() {
    let text = "\u{feff}id;row;points;comment\r\n4;talk;2,5;\"well; done\"\r\n12;talk;;\r\n";
    assert_eq!(parse(text), Ok(vec![talk("4", 2.5, "well; done")]));
}

#[test]
fn a_line_that_cannot_be_meant_is_named() {
    let message = |line: &str| parse(&format!("id,row,points,comment\n# x\n{line}\n")).unwrap_err();
    let cases = [
        (
            "5,talk,1,",
            "o.csv:3: nobody with the id `5` is graded here",
        ),
        (
            "4,tlak,1,",
            "o.csv:3: the rubric has no row `tlak`, and nothing is decided; its rows are waits, talk",
        ),
        (
            "4,talk,4.25,",
            "o.csv:3: row `talk` gives at most 4 points, not 4.25",
        ),
        ("4,talk,-1,", "o.csv:3: `-1` is no number of points"),
        ("4,talk,NaN,", "o.csv:3: `NaN` is no number of points"),
        ("4,talk,much,", "o.csv:3: `much` is no number of points"),
        ("4,talk,,well", "o.csv:3: there is a comment, and no points"),
        (
            "4,talk,1,\n4,talk,1,",
            "o.csv:4: `talk` of `4` is decided twice",
        ),
    ];
    for (line, expected) in cases {
        let message = message(line);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_decision_counts_in_place_of_checks_and_for_people() {
    let (rubric, class) = (rubric(), class());
    let mut graded = graded(&rubric, &class);
    let waits = Override {
        row: "waits".to_owned(),
        ..talk("30", 5.0, "seen at my desk")
    };
    overrides::apply(&[waits, talk("12", 3.25, "")], &mut graded);
    let totals = graded.iter().map(|person| person.total());
    let expected = [7.75, 6.0, 5.0].map(points);
    assert_eq!(totals.collect::<Vec<_>>(), expected);
    assert!(graded.iter().all(|person| !person.needs_person()));
}
