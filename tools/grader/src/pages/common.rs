//! What is true of many checks, said once.

use std::collections::BTreeMap;

use maud::{Markup, html};
use testkit::Failure;

use super::text::{boxed, coded, lines, sentences};
use crate::evidence::Build;
use crate::graded::Graded;
use crate::lang::{Lang, fill, title};
use crate::points::Points;
use crate::rubric::{Part, Play};
use crate::score::{Outcome, Why};

/// What several checks may have in common: words of ours, and what the evidence says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    ours: String,
    theirs: String,
    errors: String,
}

/// Where it is so, and what it costs.
#[derive(Default)]
struct Where {
    rows: Vec<String>,
    points: Points,
    /// Nobody could judge it.
    is_open: bool,
}

impl Where {
    fn cost(&self, lang: Lang) -> String {
        if self.is_open && self.points > Points::default() {
            fill(lang.words().undecided, &[&lang.points(self.points)])
        } else {
            lost(self.points, lang)
        }
    }
}

/// Whether a session has failed before its first step: then the server did not start.
pub(crate) fn has_not_started(failure: &Failure) -> bool {
    failure.line.is_none() && failure.steps.is_empty()
}

/// Whether an outcome is told here and not in its row.
pub(super) fn is_common(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Passed(_) | Outcome::Failed(Why::Client(_)) => false,
        Outcome::Failed(Why::Session(failure)) => has_not_started(failure),
        _ => true,
    }
}

/// The reasons, each with the rows that it concerns. Nothing where there is none.
pub(super) fn section(graded: &Graded, lang: Lang) -> Markup {
    let reasons = collect(graded, lang);
    html! {
        @if !reasons.is_empty() {
            section id="common" {
                h2 { (lang.words().common) }
                @for (reason, place) in &reasons { (one(reason, place, lang)) }
            }
        }
    }
}

fn one(reason: &Reason, place: &Where, lang: Lang) -> Markup {
    html! {
        div.note {
            p { strong { (coded(&reason.ours)) } " " (sentences(&reason.theirs)) }
            @if !reason.errors.is_empty() {
                p { (lang.words().errors) }
                (boxed(lang.words().errors, &reason.errors))
            }
            ul { @for row in &place.rows { li { (coded(row)) } } }
            p.soft { (place.cost(lang)) }
        }
    }
}

fn collect(graded: &Graded, lang: Lang) -> BTreeMap<Reason, Where> {
    let mut reasons: BTreeMap<Reason, Where> = BTreeMap::new();
    let rows = graded.score.rows.iter();
    for scored in rows.filter(|row| row.row.part != Part::People) {
        for (check, outcome) in scored.row.checks.iter().zip(&scored.outcomes) {
            let Some(reason) = reason(outcome, &check.play, graded, lang) else {
                continue;
            };
            let place = reasons.entry(reason).or_default();
            place.is_open = outcome.is_open();
            let title = title(scored.row, lang);
            if place.rows.last() != Some(&title) {
                place.rows.push(title);
            }
            if !matches!(outcome, Outcome::GradersFault(_)) {
                place.points = place.points + check.points;
            }
        }
    }
    reasons
}

fn reason(outcome: &Outcome, play: &Play, graded: &Graded, lang: Lang) -> Option<Reason> {
    let words = lang.words();
    let (ours, theirs) = match outcome {
        Outcome::Passed(_) | Outcome::Failed(Why::Client(_)) => return None,
        Outcome::Failed(Why::Session(failure)) if has_not_started(failure) => {
            return Some(not_started(failure, lang));
        }
        Outcome::Failed(Why::Session(_)) => return None,
        Outcome::Failed(Why::NoProgram(missing)) => match play {
            Play::Session(_) => (words.no_server.to_owned(), missing.as_str()),
            Play::Client(_) => (words.no_client.to_owned(), missing.as_str()),
        },
        Outcome::NotChecked { because } => {
            let mut rows = graded.score.rows.iter();
            let row = rows.find(|it| it.row.id == *because);
            let title = row.map_or(because.clone(), |row| title(row.row, lang));
            (fill(words.not_checked, &[&title]), "")
        }
        Outcome::OutOfTime => (words.out_of_time.to_owned(), ""),
        Outcome::NotPlayed => (words.not_played.to_owned(), ""),
        Outcome::GradersFault(why) => {
            let ours = match graded.evidence.build {
                Build::Unreadable(_) => words.unreadable,
                _ => words.fault,
            };
            (ours.to_owned(), why.as_str())
        }
    };
    let theirs = lang.say(theirs).into_owned();
    let errors = String::new();
    Some(Reason {
        ours,
        theirs,
        errors,
    })
}

/// What a server said that did not come up; its last words may stand below its first line.
fn not_started(failure: &Failure, lang: Lang) -> Reason {
    let (head, rest) = failure
        .received
        .split_once('\n')
        .unwrap_or((&failure.received, ""));
    let errors = if rest.is_empty() {
        &failure.errors
    } else {
        rest
    };
    Reason {
        ours: lang.words().not_started.to_owned(),
        theirs: lang.say(head).into_owned(),
        errors: lines(errors.lines()),
    }
}

/// How much is lost, in words.
pub(super) fn lost(points: Points, lang: Lang) -> String {
    let words = lang.words();
    match points.to_string().as_str() {
        "0" => words.lost_none.to_owned(),
        "1" => words.lost_one.to_owned(),
        _ => fill(words.lost, &[&lang.points(points)]),
    }
}
