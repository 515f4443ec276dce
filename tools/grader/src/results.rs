//! `results.json`: everything that a machine needs of a class, and `grades.csv` for people.
//!
//! A [`Person`] is whoever gets a grade: each who has handed something in, and each member of
//! their groups. The form is described by these types; [`FORMAT`] is raised where an older program
//! could not read it.

mod grades;
mod verdict;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::evidence::Build;
use crate::graded::{Graded, Late, Who};
use crate::points::Points;
use crate::rubric::{Check, Part, Row, Rubric};
use crate::score::{Outcome, RowScore};
pub use verdict::Verdict;

/// The form of the file.
pub const FORMAT: u32 = 1;

/// A class under a rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// [`FORMAT`], when it was written.
    pub format: u32,
    /// What was asked.
    pub rubric: RubricOutline,
    /// What has chosen logins and texts for the class; a person's own may differ.
    pub seed: u64,
    /// By the number of the participant, then those without one by their short names.
    pub people: Vec<Person>,
}

/// A rubric as far as grades need it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RubricOutline {
    /// What is graded.
    pub title: String,
    /// What the points of all rows add up to.
    pub points: Points,
    /// Its rows, in order.
    pub rows: Vec<RowOutline>,
}

/// A row of the rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowOutline {
    /// Its short name.
    pub id: String,
    /// The ability, in words.
    pub title: String,
    /// What it is about.
    pub part: Part,
    /// What it is worth.
    pub points: Points,
}

/// What one person gets, and for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Who it is.
    #[serde(flatten)]
    pub who: Who,
    /// The submission that counts: their own, or that of another member of the group.
    pub submission: String,
    /// Of what was handed in.
    pub digest: String,
    /// The group, where there is one.
    pub group: Option<String>,
    /// What has chosen the logins and texts of this submission.
    pub seed: u64,
    /// What was assumed where there is no manifest.
    pub assumed: Option<String>,
    /// What was handed in and not used.
    pub ignored: Vec<String>,
    /// What became of the build.
    pub build: Build,
    /// The rubric's rows, in its order.
    pub rows: Vec<RowResult>,
    /// Where it came late: what that has cost, at most the points of all rows.
    pub late: Option<Late>,
    /// The points of the rows, less those of late days.
    pub total: Points,
    /// The points that people give and have not given yet.
    pub awaited: Points,
    /// The automatic points of which nobody can say whether they are earned.
    pub open: Points,
    /// There is no grade before a person has looked: see [`Graded::needs_person`].
    pub needs_person: bool,
    /// How long building and playing took, in seconds.
    pub seconds: f64,
}

/// What a row gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowResult {
    /// Its short name.
    pub id: String,
    /// What it gives; none where people give the points and have not yet.
    pub points: Option<Points>,
    /// What it is worth.
    pub of: Points,
    /// What a person has decided instead of the checks, or beside them.
    pub decision: Option<Decision>,
    /// Its checks, in the rubric's order.
    pub checks: Vec<CheckResult>,
}

/// What a person has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What the row gives.
    pub points: Points,
    /// Why.
    pub comment: String,
}

/// What became of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Its name in the rubric.
    pub name: String,
    /// What it gives.
    pub points: Points,
    /// What it is worth.
    pub of: Points,
    /// What became of it.
    pub outcome: Verdict,
    /// Why it lost its points, or what is to be said although it kept them: one line.
    pub remark: Option<String>,
    /// How long all its tries took; none where it was not played.
    pub seconds: Option<f64>,
}

/// Why a file is no `results.json`.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// It is JSON of another kind, or none.
    #[error("is no results.json of this program: {0}")]
    Json(#[from] serde_json::Error),
    /// A newer or older program has written it.
    #[error("has format {0}, and this program reads {FORMAT}: grade again with this program")]
    Format(u64),
}

impl Results {
    /// Gathers them; the order in which people come does not matter.
    pub fn of(rubric: &Rubric, seed: u64, graded: &[Graded]) -> Results {
        let mut people: Vec<_> = graded.iter().map(Person::of).collect();
        people.sort_by(|one, other| one.place().cmp(&other.place()));
        Results {
            format: FORMAT,
            rubric: RubricOutline::of(rubric),
            seed,
            people,
        }
    }

    /// As a file: the same results are the same bytes.
    ///
    /// # Errors
    /// None that could happen: numbers and texts are always JSON.
    pub fn to_json(&self) -> Result<String, ResultsError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Another file's text, or another format.
    pub fn parse(text: &str) -> Result<Results, ResultsError> {
        let value: serde_json::Value = serde_json::from_str(text)?;
        match value.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format != u64::from(FORMAT) => Err(ResultsError::Format(format)),
            _ => Ok(serde_json::from_value(value)?),
        }
    }

    /// A table for people: see [`Person`]; a total stands only where there is a grade. The row that
    /// a person has yet to give is empty. What comes from outside is made inert for spreadsheets.
    pub fn grades_csv(&self) -> String {
        grades::csv(self)
    }
}

impl RubricOutline {
    fn of(rubric: &Rubric) -> RubricOutline {
        let row = |row: &Row| RowOutline {
            id: row.id.clone(),
            title: row.title.clone(),
            part: row.part,
            points: row.points,
        };
        RubricOutline {
            title: rubric.title.clone(),
            points: rubric.automatic() + rubric.by_people(),
            rows: rubric.rows.iter().map(row).collect(),
        }
    }
}

impl Person {
    fn of(graded: &Graded) -> Person {
        let evidence = graded.evidence;
        let total = graded.total();
        let rows = graded.score.rows.iter();
        let late = graded.late.map(|late| Late {
            points: graded.rows_total() - total,
            ..late
        });
        Person {
            who: graded.who.clone(),
            submission: evidence.id.clone(),
            digest: evidence.digest.clone(),
            group: graded.group.clone(),
            seed: evidence.seed,
            assumed: evidence.assumed.clone(),
            ignored: evidence.ignored.clone(),
            build: evidence.build.clone(),
            rows: rows.map(|row| RowResult::of(graded, row)).collect(),
            late,
            total,
            awaited: graded.awaited(),
            open: graded.open(),
            needs_person: graded.needs_person(),
            seconds: evidence.seconds,
        }
    }

    /// The grade; none where a person has to look first.
    pub fn grade(&self) -> Option<Points> {
        (!self.needs_person).then_some(self.total)
    }

    fn place(&self) -> (Reverse<bool>, Option<u64>, &str) {
        let number = self.who.participant;
        (Reverse(number.is_some()), number, &self.who.id)
    }
}

impl RowResult {
    fn of(graded: &Graded, scored: &RowScore) -> RowResult {
        let decision = graded.decision(scored);
        let is_given = decision.is_some() || scored.row.part != Part::People;
        let check = |(check, outcome, points): (&Check, &Outcome, Points)| {
            let played = graded.evidence.checks.get(&scored.row.key(check));
            let (outcome, remark) = verdict::of(outcome);
            CheckResult {
                name: check.play.name(),
                points,
                of: check.points,
                outcome,
                remark,
                seconds: played.map(|played| played.seconds),
            }
        };
        RowResult {
            id: scored.row.id.clone(),
            points: is_given.then(|| graded.points_of(scored)),
            of: scored.row.points,
            decision: decision.map(|it| Decision {
                points: it.points,
                comment: it.comment.clone(),
            }),
            checks: scored.checks().map(check).collect(),
        }
    }
}
