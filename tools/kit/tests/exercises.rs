//! The exercises are whole: every part is there, stubs fail, solutions pass, nothing warns, and
//! nobody meets a concept too early.
//!
//! What students write in `exercise.rs` is not looked at. That it is still as it is handed out is
//! checked by `cargo kit verify`.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use kit::catalogue::{Catalogue, Kind};
use kit::chapter::Chapter;
use kit::{course, sync, verify};

/// A bridge to `final` has at most so many lines.
const BRIDGE: usize = 60;

fn catalogue() -> Catalogue {
    Catalogue::read(&course::root()).unwrap()
}

#[test]
fn every_exercise_has_its_parts_and_is_in_every_list() {
    let problems = verify::parts(&course::root(), &catalogue()).unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_exercise_uses_what_a_later_chapter_introduces() {
    let problems = verify::too_early(&course::root(), &catalogue()).unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn stubs_fail_solutions_pass_and_neither_warns() {
    let trials = verify::trials(&course::root(), &catalogue()).unwrap();
    assert!(trials.problems.is_empty(), "{}", trials.problems.join("\n"));
}

#[test]
fn there_are_three_for_each_chapter_and_all_are_behind_one() {
    let catalogue = catalogue();
    let mut rest = catalogue.iter().count();
    for chapter in Chapter::all(&course::root()).unwrap() {
        let count = catalogue
            .iter()
            .filter(|it| it.chapter == chapter.name)
            .count();
        assert!(count >= 3, "{} has only {count}", chapter.name);
        rest -= count;
    }
    let bridges = catalogue.iter().filter(|it| it.chapter == "final").count();
    assert_eq!(
        rest, bridges,
        "some exercise is behind a chapter that does not exist"
    );
}

#[test]
fn a_bridge_is_short() {
    let catalogue = catalogue();
    let bridges: Vec<_> = catalogue
        .iter()
        .filter(|it| it.kind == Kind::Bridge)
        .collect();
    assert_eq!(bridges.len(), 4);
    for exercise in bridges {
        let lines = verify::lines_to_write(&course::root(), exercise).unwrap();
        assert!(lines <= BRIDGE, "{}: {lines} lines to write", exercise.name);
    }
}

#[test]
fn the_lists_of_exercises_are_what_the_catalogue_says() {
    let stale = sync::stale_lists(&course::root()).unwrap();
    let stale: Vec<_> = stale.into_iter().map(|(path, _)| path).collect();
    assert!(
        stale.is_empty(),
        "{} is stale; mend it with `cargo kit sync`",
        stale.join(", ")
    );
}
