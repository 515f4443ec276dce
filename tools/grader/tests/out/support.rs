//! A small rubric, and evidence of a few people.

use std::path::Path;

use grader::evidence::{Build, CheckEvidence, Evidence, FORMAT};
use grader::graded::Override;
use grader::rubric::load;
use grader::score::{Outcome, Why};
use grader::{Graded, Points, Results, Rubric, Who};

const RUBRIC: &str = "title = 'Small'
[[row]]
id = 'waits'
title = 'A message <waits>'
part = 'server'
points = 6
rules = [1]
[[row.check]]
session = 'ch04-inbox/message-waits'
points = 4.5
[[row.check]]
session = 'ch04-inbox/messages-in-order'
points = 1.5
[[row]]
id = 'talk'
title = 'Tells what was done'
part = 'people'
points = 4
rules = []
";

/// The checks of the row `waits`.
pub(crate) const WAITS: &str = "ch04-inbox/message-waits";
pub(crate) const ORDER: &str = "ch04-inbox/messages-in-order";

/// Ten points: six by checks, four by people.
pub(crate) fn rubric() -> Rubric {
    load(Path::new("small.toml"), RUBRIC).unwrap()
}

pub(crate) fn points(points: f64) -> Points {
    Points::try_from(points).unwrap()
}

/// Of a Moodle's download.
pub(crate) fn who(participant: u64, name: &str) -> Who {
    Who {
        id: participant.to_string(),
        name: name.to_owned(),
        participant: Some(participant),
        moodle_folder: Some(format!("{name}_{participant}_assignsubmission_file")),
    }
}

pub(crate) fn passed() -> Outcome {
    Outcome::Passed(None)
}

pub(crate) fn failed() -> Outcome {
    Outcome::Failed(Why::NoProgram("it\nended".to_owned()))
}

/// What became of [`WAITS`] and [`ORDER`].
pub(crate) fn evidence(id: &str, outcomes: [Outcome; 2]) -> Evidence {
    let checks = [WAITS, ORDER].into_iter().zip(outcomes);
    let seconds = 0.5;
    Evidence {
        format: FORMAT,
        build: Build::None,
        checks: checks
            .map(|(name, outcome)| (name.to_owned(), CheckEvidence { outcome, seconds }))
            .collect(),
        ..Evidence::fault(id, "d1", 7, "")
    }
}

/// A person with 6, 4.5 or no points, who needs a person where nothing could be checked.
pub(crate) fn class() -> Vec<(Who, Evidence)> {
    vec![
        (who(12, "José Ávila"), evidence("12", [passed(), failed()])),
        (who(4, "Ana Lima"), evidence("4", [passed(), passed()])),
        (
            who(30, "=Rui"),
            Evidence::fault("30", "d3", 7, "no bubblewrap"),
        ),
    ]
}

/// The points for the talk.
pub(crate) fn talk(id: &str, given: f64, comment: &str) -> Override {
    Override {
        id: id.to_owned(),
        row: "talk".to_owned(),
        points: points(given),
        comment: comment.to_owned(),
    }
}

pub(crate) fn graded<'a>(rubric: &'a Rubric, class: &'a [(Who, Evidence)]) -> Vec<Graded<'a>> {
    let class = class.iter();
    class
        .map(|(who, evidence)| Graded::new(who.clone(), evidence, rubric))
        .collect()
}

/// The class with what was decided.
pub(crate) fn results(overrides: &[Override]) -> Results {
    let (rubric, class) = (rubric(), class());
    let mut graded = graded(&rubric, &class);
    grader::overrides::apply(overrides, &mut graded);
    Results::of(&rubric, 7, &graded)
}
