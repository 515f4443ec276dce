//! `cargo kit test`, and what follows from its verdicts.

use crate::course::{Course, NAMES, STUB, solution, with};

/// The first exercise with this text, tested.
fn tested(text: &str) -> (i32, String) {
    let course = Course::new();
    course.save(1, text);
    course.run("test ex01 --limit 2")
}

fn has(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "`{words}` is missing:\n{text}");
    }
}

#[test]
fn a_failure_is_told_in_words_and_nothing_else() {
    let course = Course::new();
    let (code, text) = course.run("test 1");
    let expected = "\
checking ex01: Every number counts …
✓ nothing adds up to nothing
✗ every number counts
    the sum of 1 and 2
      expected: 3
      received: 2
    (tests.rs:12)

1 of 2 tests failed (built in ";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.ends_with("\na hint   cargo kit hint ex01\n"), "{text}");
    assert_eq!(code, 1);
    let line = "\nex01-every-number-counts  begun  hints 0\n";
    assert!(course.progress().ends_with(line), "{}", course.progress());
}

#[test]
fn what_passes_is_explained_and_written_down_and_leads_on() {
    let course = Course::new();
    course.save(1, &solution());
    let (code, text) = course.run("test 1");
    let words = [
        "\nex01 has passed (",
        "\nBecause every number *counts*.\n",
        "\ncompare  cargo kit solution ex01\n",
        "\nnext     cargo kit next ex02   (The sum's name is long)\n",
    ];
    has(&text, &words);
    assert_eq!(code, 0);
    has(
        &course.progress(),
        &["\nex01-every-number-counts  passed 20"],
    );
    has(
        &course.run("status").1,
        &["1 of 3 passed", "✓ ex01", "→ ex02"],
    );
    let same = "Your file is the solution, letter by letter.\n";
    assert_eq!(course.run("solution"), (0, same.to_owned()));
}

#[test]
fn what_does_not_compile_is_shown_as_the_compiler_says_it_and_is_nobody_elses_matter() {
    let course = Course::new();
    course.save(1, &solution().replace("sum()", "summ("));
    course.save(2, &solution());
    let (code, text) = course.run("test 1");
    let words = [
        "ex01: Every number counts …\nIt does not compile yet. The first error counts",
        "\nerror: ",
        "exercise.rs:4:",
    ];
    has(&text, &words);
    assert!(!text.contains("warning: unused"), "{text}");
    assert_eq!(code, 1);
    let (code, text) = course.run("test 2");
    assert_eq!(code, 0, "{text}");
    let (code, text) = course.run("test --all");
    let lines = "✗ ex01 Every number counts: does not compile yet\n✓ ex02 The sum's name is long\n";
    assert_eq!((code, &*text), (1, lines));
}

#[test]
fn warnings_are_shown_where_it_compiles() {
    let (code, text) = tested(&with("let spare = 1;"));
    has(
        &text,
        &["counts\n! line 4: unused variable: `spare`\n\nex01 has passed"],
    );
    assert_eq!(code, 0);
}

#[test]
fn an_endless_loop_is_ended_and_what_it_printed_is_not_lost() {
    let text =
        with("if numbers.len() == 2 { println!(\"round\"); loop { std::hint::spin_loop() } }");
    let (code, text) = tested(&text);
    let words = [
        "…\n✓ nothing adds up to nothing\nstill running: every number counts (it is ended after 2 s)\n",
        "\n✗ every number counts\n    It did not end within 2 s",
        "a loop that never ends",
        "your program printed:\n      round\n",
    ];
    has(&text, &words);
    assert_eq!(code, 1);
}

#[test]
fn printing_and_leaving_early_passes_no_test() {
    let lines = "test tests::every_number_counts ... ok\\n\\ntest result: ok. 1 passed";
    let (code, text) = tested(&with(&format!(
        "println!(\"{lines}\"); if true {{ return 7 }}"
    )));
    has(
        &text,
        &[
            "✗ every number counts",
            "received: 7",
            "2 of 2 tests failed",
        ],
    );
    // In the order of the file, whose first tests are the basic ones.
    assert!(text.find("✗ nothing") < text.find("✗ every"), "{text}");
    assert_eq!(code, 1);
    let (code, text) = tested(&with("if true { std::process::exit(0) }"));
    has(
        &text,
        &["✗ every number counts\n    The program ended itself"],
    );
    assert_eq!(code, 1);
    let (code, text) = tested(&with("if true { std::process::abort() }"));
    has(&text, &["✗ every number counts\n    It ended with "]);
    assert_eq!(code, 1);
}

#[test]
fn a_thread_that_prints_on_fails_no_test() {
    let spawn = "for _ in 0..4 { std::thread::spawn(|| -> () { loop { print!(\"on \") } }); }";
    let (code, text) = tested(&with(spawn));
    has(&text, &["ex01 has passed"]);
    assert_eq!(code, 0);
}

#[test]
fn a_flood_of_output_is_cut_and_harmless() {
    let (code, text) = tested(&with(
        "for round in 0..100_000 { eprintln!(\"\\x1b[2J{round}\") } if true { return 7 }",
    ));
    has(
        &text,
        &[
            "your program printed:\n      \\u{1b}[2J0\n",
            " more lines\n",
        ],
    );
    assert!(
        text.len() < 4096 && !text.contains('\x1b'),
        "{}",
        text.len()
    );
    assert_eq!(code, 1);
}

#[test]
fn a_panic_on_another_thread_is_told() {
    let (_, text) = tested(&with(
        "let _ = std::thread::spawn(|| panic!(\"no more\")).join(); if true { return 7 }",
    ));
    let words = "    a thread of your program panicked (exercise.rs:4):\n      no more\n";
    has(&text, &[words]);
    assert!(!text.contains("RUST_BACKTRACE"), "{text}");
}

#[test]
fn a_file_without_its_tests_has_not_passed() {
    let (code, text) = tested("");
    has(&text, &["There are no tests: "]);
    assert!(!text.contains("0 of 0"), "{text}");
    assert_eq!(code, 1);
}

#[test]
fn a_file_that_is_gone_comes_back_by_a_reset() {
    let course = Course::new();
    std::fs::remove_file(course.path(&Course::file(1))).unwrap();
    let (code, text) = course.run("test 1");
    let words = format!("{} is not there: cargo kit reset ex01\n", Course::file(1));
    has(&text, &[&words]);
    assert_eq!(code, 2);
    // There is nothing that one could lose, so nobody is asked.
    let (code, _) = course.run("reset 1");
    assert_eq!((code, course.read(&Course::file(1))), (0, STUB.to_owned()));
}

#[test]
fn what_is_no_students_doing_is_told_as_such() {
    let course = Course::new();
    course.write("exercises/src/lib.rs", "no Rust");
    let (code, text) = course.run("test");
    let words = "ex01 could not be built; `cargo kit doctor` looks for the cause.";
    has(&text, &[words, "src/lib.rs:1:"]);
    assert_eq!(code, 2);
}

#[test]
fn a_reset_asks_and_keeps_what_was_written() {
    let course = Course::new();
    course.save(1, &solution());
    course.run("test 1");
    let (code, text) = course.run("reset 1");
    has(&text, &["nobody can be asked here", "add --yes\n"]);
    assert_eq!((code, course.read(&Course::file(1))), (2, solution()));
    let (code, text) = course.run("reset 1 --yes");
    let kept = format!("exercises/kept/{}-1.rs", NAMES[0]);
    has(&text, &[&kept]);
    assert_eq!((code, course.read(&kept)), (0, solution()));
    assert_eq!(course.read(&Course::file(1)), STUB);
    has(
        &course.progress(),
        &["ex01-every-number-counts  begun  hints 0\n"],
    );
    course.save(1, &with(""));
    course.run("reset 1 --yes");
    let kept = format!("exercises/kept/{}-2.rs", NAMES[0]);
    assert_eq!(course.read(&kept), with(""));
}
