//! The ladder of concepts holds: `chapters/concepts.txt` says which chapter introduces what.

use kit::chapter::Chapter;
use kit::course;
use kit::diff::Files;
use kit::ladder::{ExerciseCode, Ladder, Problem};

#[test]
fn no_chapter_uses_what_a_later_one_introduces() {
    let ladder = Ladder::read(&course::root()).unwrap();
    let chapters: Vec<_> = Chapter::all(&course::root())
        .unwrap()
        .iter()
        .map(|chapter| (chapter.name.clone(), chapter.files().unwrap()))
        .collect();
    let problems = ladder.problems(&chapters);
    assert!(problems.is_empty(), "{}", shown(&problems));
}

#[test]
fn a_use_that_comes_too_early_is_named_with_its_line() {
    let ladder = Ladder::parse("Mutex  ch04-inbox  Mutex  one at a time").unwrap();
    let chapters = [
        chapter(
            "ch02-threads",
            "// Mutex\nfn main() {\n    Mutex::new(1);\n}\n",
        ),
        chapter("ch04-inbox", "use std::sync::Mutex;\n"),
    ];
    assert_eq!(
        shown(&ladder.problems(&chapters)),
        "chapters/ch02-threads/src/main.rs:3: ch02-threads uses `Mutex`, which ch04-inbox introduces (see chapters/concepts.txt)"
    );
}

#[test]
fn a_concept_that_its_chapter_does_not_use_is_named() {
    let ladder = Ladder::parse("closures  ch02-threads  ( | / = |  functions").unwrap();
    let chapters = [chapter("ch02-threads", "fn main() { let x = a | b; }\n")];
    assert_eq!(
        shown(&ladder.problems(&chapters)),
        "chapters/concepts.txt: ch02-threads is said to introduce `closures`, but does not use it"
    );
}

#[test]
fn what_no_chapter_introduces_is_in_none() {
    let ladder = Ladder::parse("lifetimes  later  'a  how long").unwrap();
    let chapters = [chapter("ch06-client", "fn f<'x>(c: &'x char) { 'y' }\n")];
    let problems = ladder.problems(&chapters);
    assert_eq!(problems.len(), 2, "{}", shown(&problems));
}

#[test]
fn an_exercise_may_use_what_was_read_before_it() {
    let found = problems_of("ch04-inbox", &[], "Mutex::new(1); Condvar::new();");
    assert_eq!(
        found,
        "exercises/ex01/stub.rs:1: ch04-inbox uses `Condvar`, which no chapter introduces"
    );
    let found = problems_of("ch02-threads", &[], "Mutex::new(1);");
    assert!(found.contains("which ch04-inbox introduces"), "{found}");
    assert_eq!(problems_of("final", &[], "Mutex::new(1);"), "");
}

#[test]
fn an_exercise_may_introduce_what_no_chapter_does() {
    assert_eq!(problems_of("final", &["Condvar"], "Condvar::new();"), "");
    let found = problems_of("final", &["Condvar", "Rust"], "fn main() {}");
    assert_eq!(
        found,
        "exercises/ex01: is said to introduce `Condvar`, but does not use it\n\
         exercises/ex01: introduces `Rust`, which chapters/concepts.txt does not list"
    );
}

fn problems_of(chapter: &str, introduces: &[&str], source: &str) -> String {
    let list = "Mutex  ch04-inbox  Mutex  one at a time\nCondvar  later  Condvar  to wait";
    let mut files = Files::default();
    files.insert("stub.rs", source.to_owned());
    let introduces: Vec<_> = introduces.iter().map(|&name| name.to_owned()).collect();
    let code = ExerciseCode {
        folder: "exercises/ex01",
        chapter,
        introduces: &introduces,
        files: &files,
    };
    let chapters = ["ch02-threads".to_owned(), "ch04-inbox".to_owned()];
    let ladder = Ladder::parse(list).expect("a list of two");
    shown(&ladder.problems_of(&code, &chapters))
}

fn chapter(name: &str, source: &str) -> (String, Files) {
    let mut files = Files::default();
    files.insert("src/main.rs", source.to_owned());
    (name.to_owned(), files)
}

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}
