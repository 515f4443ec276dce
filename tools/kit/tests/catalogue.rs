//! Which exercise is meant by what somebody types.

use kit::catalogue::Catalogue;

const TWO: &str = r#"
[[exercise]]
name = "ex01-a-read-is-not-a-message"
chapter = "ch01-echo"
kind = "find-the-bug"
idea = "one read may return half a message"
minutes = 15

[[exercise]]
name = "ex12-a-line-has-a-limit"
chapter = "final"
kind = "make-it-safe"
idea = "whoever reads a line says how long it may be"
minutes = 20
introduces = ["Condvar"]
"#;

/// A project with this catalogue.
fn project(text: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("exercises");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("exercises.toml"), text).expect("a file");
    root
}

fn catalogue() -> Catalogue {
    Catalogue::read(project(TWO).path()).expect("a catalogue")
}

fn found(typed: &str) -> String {
    match catalogue().find(typed) {
        Ok(exercise) => exercise.name.clone(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn names_numbers_and_parts_are_understood() {
    for typed in [
        "ex12-a-line-has-a-limit",
        "ex12",
        "12",
        "0012",
        "limit",
        "has-a",
        "exercises/ex12-a-line-has-a-limit/",
    ] {
        assert_eq!(found(typed), "ex12-a-line-has-a-limit", "{typed}");
    }
    assert_eq!(found("1"), "ex01-a-read-is-not-a-message");
}

#[test]
fn wrong_names_are_told_what_they_may_have_meant() {
    let both = "`-a-` may be ex01-a-read-is-not-a-message or ex12-a-line-has-a-limit";
    assert_eq!(found("-a-"), both);
    let near = "no exercise `a-line-has-a-limt`; did you mean ex12-a-line-has-a-limit?";
    assert_eq!(found("a-line-has-a-limt"), near);
    let far = "no exercise `zzz`; `cargo kit status` lists them";
    assert_eq!(found("zzz"), far);
    assert_eq!(found(""), far.replace("zzz", ""));
    for typed in ["ex99", "99", "0"] {
        let numbers = format!("no exercise `{typed}`; there are ex01 to ex12");
        assert_eq!(found(typed), numbers);
    }
}

#[test]
fn an_exercise_is_called_what_its_statement_is_headed() {
    let root = project(TWO);
    let folder = root.path().join("exercises/ex12-a-line-has-a-limit");
    std::fs::create_dir(&folder).expect("a folder");
    let statement = "# The line's limit\n\nText.\n";
    std::fs::write(folder.join("README.md"), statement).expect("a file");
    let catalogue = Catalogue::read(root.path()).expect("a catalogue");
    let exercise = catalogue.find("12").expect("an exercise");
    assert_eq!(exercise.target(), "ex12");
    assert_eq!(exercise.title(), "The line's limit");
    let other = catalogue.find("1").expect("an exercise");
    assert_eq!(other.title(), other.name);
    assert_eq!(exercise.kind.to_string(), "make it safe");
    assert_eq!(exercise.introduces, ["Condvar"]);
}

#[test]
fn a_wrong_catalogue_is_told_with_its_line() {
    let text = TWO.replace("minutes = 20", "minutes = 20\nhours = 1");
    let error = Catalogue::read(project(&text).path()).expect_err("an unknown key");
    let words = error.to_string();
    assert!(
        words.starts_with("exercises/exercises.toml:15: unknown field `hours`"),
        "{words}"
    );
}

#[test]
fn the_catalogue_of_the_course_is_right() {
    let catalogue = Catalogue::read(&kit::course::root()).expect("a catalogue");
    assert!(catalogue.iter().count() > 0);
}
