//! What changes between two commands: what is handed in, and what the instructor keeps beside it.

use crate::desk::Desk;
use crate::people::{QUICK, graded, packed, python};

/// Ana and Bia, each in a zip, graded.
fn two() -> Desk {
    let desk = Desk::new(&[("quick.toml", QUICK.as_bytes())]);
    for name in ["ana", "bia"] {
        desk.write(&format!("envios/{name}.zip"), packed("", &python(&[])));
    }
    desk.graded(&["envios", "--rubric", "quick.toml", "--seed", "7"], 0);
    desk
}

/// A note, which may be broken into lines.
fn says(out: &str, note: &str) -> bool {
    out.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .contains(note)
}

#[test]
fn what_was_seen_of_other_files_counts_for_nobody() {
    let desk = two();
    let mut files = python(&[]);
    files[1].1.push(b'\n');
    desk.write("envios/bia.zip", packed("", &files));
    let said = desk.graded(&["regrade", "ana", "--seed", "9"], 0);
    let note = "bia has handed in something else since it was graded: `cargo grade --resume`";
    assert!(says(&said.out, note), "{}", said.out);
    assert_eq!(desk.names("grades/students"), ["ana.html"]);
    assert_eq!(desk.results()["people"].as_array().unwrap().len(), 1);
    desk.graded(&["--resume"], 0);
    assert_eq!(desk.names("grades/students"), ["ana.html", "bia.html"]);
}

/// The disk is full.
#[test]
fn what_cannot_be_printed_is_said() {
    let desk = Desk::new(&[]);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = desk.command(&["rubric", "course"]);
    let said = command.stdout(full).output().unwrap();
    let err = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(2), "{err}");
    assert!(
        err.starts_with("stdout cannot be written: ") && err.lines().count() == 1,
        "{err}"
    );
}

#[test]
fn a_worksheet_that_is_not_filled_again_is_named() {
    let desk = graded();
    let note = "notas.csv still has the earlier grades: --moodle ";
    let said = desk.graded(&["score", "--moodle", "notas.csv"], 1).out;
    assert!(!says(&said, note), "{said}");
    assert!(
        said.ends_with("\n  cargo grade score --moodle notas.csv\n"),
        "{said}"
    );
    for verb in [&["score"][..], &["regrade", "7001", "--seed", "3"]] {
        let said = desk.graded(verb, 1).out;
        assert!(says(&said, note), "{said}");
        assert!(said.ends_with("\n  cargo grade score\n"), "{said}");
    }
}

/// A decision is made, and then somebody only wants the pages again.
#[test]
fn what_has_changed_is_known_until_something_changes_again() {
    let desk = graded();
    let template = desk.text("grades/overrides.csv");
    desk.write("grades/overrides.csv", template + "7001,talk,2,\n");
    desk.graded(&["score"], 1);
    for arguments in [&["score", "--anonymous"][..], &["--resume"]] {
        desk.graded(arguments, 1);
        let said = desk.graded(&["compare"], 1).out;
        assert!(said.contains("1 changed, 4 the same"), "{said}");
    }
    assert!(!desk.text("grades/results.before.json").contains("Quaresma"));
}

/// Of another assignment, or once more from Moodle.
#[test]
fn each_worksheet_is_kept_as_moodle_gave_it() {
    let desk = graded();
    let filled = desk.text("notas.csv");
    let other = desk
        .text("grades/original-notas.csv")
        .replace("Rui", "Raul");
    desk.write("notas.csv", &other);
    let score =
        |times| (0..times).for_each(|_| drop(desk.graded(&["score", "--moodle", "notas.csv"], 1)));
    score(2);
    assert_eq!(desk.text("grades/original-2-notas.csv"), other);
    desk.write("notas.csv", &filled);
    score(1);
    assert!(!desk.path("grades/original-3-notas.csv").exists());
}

#[test]
fn what_somebody_has_put_beside_the_pages_stays() {
    let desk = two();
    desk.write("grades/students/notes.txt", "ask ana");
    desk.write("grades/students/caio.html", "no longer in the class");
    desk.graded(&["score"], 0);
    let names = ["ana.html", "bia.html", "notes.txt"];
    assert_eq!(desk.names("grades/students"), names);
}

#[test]
fn what_was_decided_stands_behind_the_report() {
    let desk = two();
    desk.write("alunos.csv", "id,group,late_days\nana,,2\n");
    let one = ["envios/ana.zip", "--rubric", "quick.toml", "--anew"];
    let said = desk.graded(&one, 0).out;
    assert!(!says(&said, "in total"), "{said}");
    let template = desk.text("grades/overrides.csv");
    desk.write(
        "grades/overrides.csv",
        template + "ana,inbox,30,at my desk\n",
    );
    let said = desk.graded(&["score", "--students", "alunos.csv"], 0).out;
    let lines = "inbox: 30 of 40 by decision: at my desk Handed in 2 days late; \
                 points taken off: 0. 30 points in total";
    assert!(says(&said, lines), "{said}");
}

#[test]
fn who_hands_in_what_is_called_as_grades_are_is_graded() {
    let desk = two();
    let grades = desk.bytes("grades/run.json");
    for (name, bytes) in python(&[]) {
        desk.write(&format!("envios/caio/{name}"), bytes);
    }
    desk.write("envios/caio/.cargo-grade", "");
    desk.write("envios/caio/run.json", grades);
    desk.write("envios/davi/.cargo-grade", "");
    desk.write("envios/davi/final.zip", packed("", &python(&[])));
    desk.graded(&["--resume"], 0);
    let pages = ["ana.html", "bia.html", "caio.html", "davi.html"];
    assert_eq!(desk.names("grades/students"), pages);
}
