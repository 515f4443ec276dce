//! The sheet for the oral check.

use std::collections::BTreeSet;

use grader::oral::Oral;
use grader::rubric::Prompt;
use grader::{Lang, Points, Rubric};

use crate::evidence::who;

fn prompts(head: &str) -> Vec<Prompt> {
    let prompt = |number| Prompt {
        text: format!("{head} {number}"),
        text_pt: format!("{head} pt {number}"),
    };
    (0..6).map(prompt).collect()
}

#[test]
fn what_is_drawn_depends_on_seed_and_id_alone() {
    let (questions, changes) = (prompts("question"), prompts("change"));
    let oral = |seed| Oral {
        questions: &questions,
        changes: &changes,
        points: Points::default(),
        seed,
    };
    let drawn = oral(7).draw("ana");
    assert_eq!(oral(7).draw("ana"), drawn);
    assert_eq!(drawn.questions.len(), 2);
    assert_ne!(drawn.questions[0], drawn.questions[1]);
    assert!(drawn.change.is_some());
    let by_id: BTreeSet<_> = (0..30)
        .map(|id| format!("{:?}", oral(7).draw(&id.to_string())))
        .collect();
    let by_seed: BTreeSet<_> = (0..30)
        .map(|seed| format!("{:?}", oral(seed).draw("ana")))
        .collect();
    assert!(
        by_id.len() > 10 && by_seed.len() > 10,
        "{} {}",
        by_id.len(),
        by_seed.len()
    );
}

#[test]
fn the_sheet_has_room_for_points_in_the_instructor_s_language() {
    let (questions, changes) = (prompts("question"), prompts("change"));
    let oral = Oral {
        questions: &questions,
        changes: &changes,
        points: Points::try_from(4.0).unwrap(),
        seed: 7,
    };
    let page = oral.page(&[&who("Bia"), &who("Ana")], Lang::Portuguese);
    assert!(page.find("Ana").unwrap() < page.find("Bia").unwrap());
    assert_eq!(page.matches("Pontos: ______ de 4").count(), 2);
    assert_eq!(page.matches("question pt ").count(), 4);
    // Where a rubric asks nothing, there is room all the same.
    let nothing = Oral {
        questions: &[],
        changes: &[],
        ..oral
    };
    assert!(
        nothing
            .page(&[&who("Bia")], Lang::English)
            .contains("Points: ______ of 4")
    );
}

#[test]
fn the_rubrics_have_something_to_ask() {
    for name in Rubric::names() {
        let rubric = Rubric::named(name).unwrap();
        let oral = Oral::of(&rubric, 7);
        assert_eq!(oral.points.to_string(), "4", "{name}");
        let drawn = oral.draw("ana");
        assert_eq!(
            (drawn.questions.len(), drawn.change.is_some()),
            (2, true),
            "{name}"
        );
    }
}
