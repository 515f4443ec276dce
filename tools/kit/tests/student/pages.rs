//! What is shown without a test being run: status, next, hint, solution, help.

use kit::catalogue::Catalogue;
use kit::progress::Progress;
use kit::status::overview;
use kit::workbook::Workbook;
use testkit::terminal::{Key, Terminal};

use crate::course::{Course, NAMES, STUB, solution, with};

#[test]
fn at_the_very_start_one_is_told_what_to_expect() {
    let (code, text) = Course::new().run("status");
    let expected = "\
→ ch01-echo      0 of 2
  → ex01 Every number counts                     find the bug         10 min
  · ex02 The sum's name is long                  find the bug         10 min
· ch02-threads   0 of 1

✓ passed   → here   · open
every exercise: cargo kit status --all

░░░░░░  0 of 3 passed

0 of 3: they all fail at the beginning, that is how they are meant. Read a
chapter, then do its exercises.

Next step:
  cargo kit next   # ex01: Every number counts
";
    assert_eq!((code, &*text), (0, expected));
}

#[test]
fn the_overview_fits_a_narrow_terminal() {
    let course = Course::new();
    course.run("test 2");
    course.run("hint 2");
    let root = course.root();
    let catalogue = Catalogue::read(root).unwrap();
    let workbook = Workbook {
        root: root.to_owned(),
        progress: Progress::read(root, &catalogue).unwrap(),
        catalogue,
    };
    colored::control::set_override(false);
    for width in [40, 60, 80] {
        let text = overview(&workbook, width, true);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{widest:?}:\n{text}");
    }
    let text = overview(&workbook, 40, true);
    let row = "  → ex02 The sum's name is …  10 min ?\n";
    assert!(text.contains(row), "{text}");
    assert!(text.contains("  · ex03 Another chapter"), "{text}");
    let text = overview(&workbook, 40, false);
    assert!(
        text.contains("· ch02-threads   0 of 1\n") && !text.contains("ex03"),
        "{text}"
    );
}

#[test]
fn the_next_exercise_is_the_one_that_one_has_turned_to() {
    let course = Course::new();
    let (_, text) = course.run("next");
    let words =
        "**Goal.** `sum` adds all numbers, see the chapter\n(chapters/ch01-echo/README.md).\n";
    assert!(text.contains(words), "{text}");
    let edit = format!("edit   {}\ncheck  cargo kit test ex01\n", Course::file(1));
    assert!(text.contains(&edit), "{text}");
}

#[test]
fn looking_ahead_moves_nobody_and_work_does() {
    let course = Course::new();
    for verb in ["next 2", "hint 2", "test", "reset 2 --yes"] {
        course.run(verb);
        let (_, text) = course.run("status");
        let here = text.contains("→ ex01") && text.contains("cargo kit next ");
        assert!(here, "{verb}:\n{text}");
    }
    course.save(1, &with("if true { return 9 }"));
    course.run("test");
    assert!(course.run("status").1.contains("cargo kit test   # ex01"));
    course.run("test 2");
    assert!(course.run("status").1.contains("cargo kit test   # ex02"));
}

#[test]
fn in_an_exercises_folder_that_one_is_meant() {
    let course = Course::new();
    let in_second = |verb| {
        let mut kit = course.kit(verb);
        kit.current_dir(course.path("exercises").join(NAMES[1]));
        String::from_utf8(kit.output().unwrap().stdout).unwrap()
    };
    assert!(in_second("hint").starts_with("ex02: hint 1"));
    assert!(in_second("next").contains("cargo kit test ex02"));
    assert!(in_second("test").starts_with("checking ex02"));
    assert!(in_second("solution").contains("ex02 has not passed"));
    course.save(2, &solution());
    course.run("test 2");
    assert!(in_second("next").contains("cargo kit test ex03"));
}

#[test]
fn where_there_are_colours_no_marks_are_needed() {
    let course = Course::new();
    let mut next = course.kit("next");
    next.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    let terminal = Terminal::start(&next, 20, 80).unwrap();
    let screen = terminal.wait_for("Goal. sum adds all").unwrap();
    assert!(!screen.contains("**"), "{screen}");
}

#[test]
fn hints_come_one_by_one_and_stay() {
    let course = Course::new();
    let first = "ex01: hint 1 of 3\nLook at `sum`.\n\n";
    assert_eq!(course.run("hint"), (0, first.to_owned()));
    let second = format!("{first}ex01: hint 2 of 3\nOne is left out.\n\n");
    assert_eq!(course.run("hint").1, second);
    let third = course.run("hint").1;
    assert!(
        third.starts_with(&second) && third.contains("--anyway"),
        "{third}"
    );
    assert_eq!(course.run("hint").1, third);
    assert!(course.run("status").1.contains("10 min ???\n"));
}

#[test]
fn hints_after_it_has_passed_are_all_shown_and_do_not_count() {
    let course = Course::new();
    course.save(1, &solution());
    course.run("test");
    let text = course.run("hint 1").1;
    assert!(
        text.contains("hint 1 of 3") && text.ends_with("No `skip`.\n\n"),
        "{text}"
    );
    assert!(!course.run("status").1.contains("min ?"));
}

#[test]
fn the_solution_waits_until_the_exercise_has_passed() {
    let course = Course::new();
    let (code, text) = course.run("solution");
    assert!(text.starts_with("ex01 has not passed yet. "), "{text}");
    assert_eq!(code, 1);
    let (code, text) = course.run("solution --anyway");
    let change = "-    numbers.iter().skip(1).sum()\n+    numbers.iter().sum()\n";
    assert!(text.contains(change), "{text}");
    assert_eq!(code, 0);
}

#[test]
fn a_damaged_progress_stops_nothing() {
    let course = Course::new();
    let path = course.path("exercises/progress.txt");
    let damaged = "\u{feff}1  passed\n\0\u{1}\nex99 what\n";
    std::fs::write(&path, damaged).unwrap();
    assert!(course.run("status").1.contains("1 of 3 passed"));
    let (code, text) = course.run("hint 2");
    assert_eq!(code, 0, "{text}");
    let progress = course.progress();
    assert!(progress.contains("\nex99 what\n"), "{progress}");
    let named = |line: &usize| text.contains(&format!("exercises/progress.txt:{line}: "));
    let lines: Vec<_> = (1..6).filter(named).collect();
    assert_eq!(lines, [2, 3], "{text}");
}

#[test]
fn a_reset_at_a_terminal_wants_an_answer() {
    let course = Course::new();
    course.save(1, "mine\n");
    for (answer, left) in [("n", "mine\n"), ("", "mine\n"), ("y", STUB)] {
        let mut terminal = Terminal::start(&course.kit("reset"), 10, 80).unwrap();
        terminal.wait_for("(y/N)").unwrap();
        terminal.type_text(answer).unwrap();
        terminal.press(Key::Enter).unwrap();
        assert!(terminal.exit_status().unwrap().success());
        assert_eq!(course.read(&Course::file(1)), left, "{answer}");
    }
}

#[test]
fn every_verb_ends_its_help_with_an_example() {
    let course = Course::new();
    let (_, help) = course.run("--help");
    let is_verb = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let words = help.lines().filter(is_verb).map(str::trim_start);
    let verbs: Vec<_> = words
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| !word.starts_with('-') && *word != "help")
        .collect();
    assert!(verbs.len() >= 13 && verbs.contains(&"steps"), "{verbs:?}");
    for verb in verbs {
        let (_, help) = course.run(&format!("{verb} --help"));
        let last = help.rsplit("\n\n").next().unwrap();
        assert!(last.starts_with("Example"), "{verb}:\n{help}");
        assert!(
            last.contains(&format!("\n  cargo kit {verb}")),
            "{verb}:\n{help}"
        );
    }
}

#[test]
fn a_wrong_verb_or_name_gets_a_suggestion() {
    let course = Course::new();
    let (code, text) = course.run("wach");
    assert!(
        text.contains("a similar subcommand exists: 'watch'"),
        "{text}"
    );
    assert_eq!(code, 2);
    let words = "no exercise `every-nmber-counts`; did you mean ex01-every-number-counts?\n";
    assert_eq!(course.run("test every-nmber-counts"), (2, words.to_owned()));
}

#[test]
fn as_many_hints_are_shown_as_there_are_at_most() {
    let course = Course::new();
    let line = format!("{}  begun  hints {}\n", NAMES[0], usize::MAX);
    course.write("exercises/progress.txt", &line);
    let (code, text) = course.run("hint 1");
    assert!(text.contains("ex01: hint 3 of 3"), "{text}");
    assert_eq!(code, 0);
}

#[test]
fn what_is_far_too_long_is_not_compared() {
    let course = Course::new();
    course.save(1, &"// and on\n".repeat(100_000));
    let (code, text) = course.run("solution 1 --anyway");
    let words = format!("{} has 100000 lines", Course::file(1));
    assert!(text.starts_with(&words), "{text:.200}");
    assert_eq!((code, text.lines().count()), (2, 1));
}

#[test]
fn a_progress_that_is_no_text_is_refused_and_stays() {
    let course = Course::new();
    let file = course.path("exercises/progress.txt");
    std::fs::write(&file, b"# mine\n# Jos\xe9\n").unwrap();
    let words = "exercises/progress.txt:2 is not UTF-8: save it as such, or take the line away\n";
    assert_eq!(course.run("hint 1"), (2, words.to_owned()));
    assert_eq!(std::fs::read(&file).unwrap(), b"# mine\n# Jos\xe9\n");
}

#[test]
fn whoever_closes_the_output_hears_no_complaint() {
    let course = Course::new();
    course.save(1, &solution());
    for (verb, expected) in [
        ("status", 0),
        ("next", 0),
        ("hint 2", 0),
        ("solution", 1),
        ("test 1", 0),
        ("test 2", 1),
        ("watch", 0),
        ("reset 1 --yes", 0),
        ("--help", 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = course.kit(verb).stdout(writer).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{verb}:\n{errors}");
        assert_eq!(errors, "", "{verb}");
    }
}
