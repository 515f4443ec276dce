//! The ladder of concepts holds: `chapters/concepts.txt` says which chapter introduces what.

use kit::chapter::Chapter;
use kit::course;
use kit::diff::Files;
use kit::ladder::{Ladder, Problem};

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

fn chapter(name: &str, source: &str) -> (String, Files) {
    let mut files = Files::default();
    files.insert("src/main.rs", source.to_owned());
    (name.to_owned(), files)
}

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}
