//! What stands in a terminal.

use crate::desk::{Desk, Running};
use crate::people::{graded, ungraded};

/// The columns of a terminal.
const WIDTH: usize = 80;

/// No line is wider, unless it is one word that cannot be broken.
fn fits(text: &str) {
    for line in text.lines() {
        let is_wide = line.chars().count() > WIDTH && line.trim().contains(' ');
        assert!(!is_wide, "{} columns: {line}", line.chars().count());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn a_class_fits_into_eighty_columns() {
    let desk = graded();
    let (score, state) = ("  24.5  7002         José Ávila", "8 by people are open");
    let said = desk.graded(&["score"], 1).out;
    let line = said.lines().find(|line| line.starts_with(score));
    assert!(line.is_some_and(|line| line.ends_with(state)), "{said}");
    fits(&said);
    for arguments in [
        &["score", "--moodle", "notas.csv", "--lang", "pt-BR"][..],
        &["score", "--anonymous"],
    ] {
        fits(&desk.graded(arguments, 1).out);
    }
    fits(&desk.graded(&["compare"], 0).out);
}

#[test]
fn a_line_on_stderr_for_each_that_is_done() {
    let said = graded().text("said");
    for number in 1..=5 {
        let lines = said.lines();
        let count = lines
            .filter(|line| line.starts_with(&format!("{number} of 5: ")))
            .count();
        assert_eq!(count, 1, "{said}");
    }
    assert!(said.contains(" of 5: José Ávila: 24.5 of 32"), "{said}");
    assert!(
        said.contains("Duda Rocha: 0 of 32: `trabalho.rar`"),
        "{said}"
    );
}

/// Whoever looks over a shoulder reads no names.
#[test]
fn progress_is_anonymous_too() {
    let desk: Desk = ungraded();
    let arguments = [
        "envios.zip",
        "--rubric",
        "small.toml",
        "--seed",
        "7",
        "--anonymous",
    ];
    let mut command = desk.command(&arguments);
    command.arg("--play-limit").arg("1");
    let said = Running::start(&mut command).end();
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains(" of 5: 7004: "), "{said:#?}");
    for name in ["Quaresma", "Ávila", "Camargo", "Rocha", "Peçanha"] {
        assert!(
            !said.err.contains(name) && !said.out.contains(name),
            "{said:#?}"
        );
    }
}
