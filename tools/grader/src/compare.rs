//! Two gradings of a class: whose grade is another one now, by which rows, and why.

mod table;

use std::collections::BTreeMap;

use crate::points::Points;
use crate::results::{Person, Results, RowResult};

/// What is not the same.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// In the newer one's order.
    pub changed: Vec<Change>,
    /// The ids of those who are only in the newer one.
    pub added: Vec<String>,
    /// The ids of those who are only in the older one.
    pub removed: Vec<String>,
    /// How many there are with the same grade by the same rows.
    pub same: usize,
    /// What was asked differently, a line each: the seed, the rubric's rows.
    pub asked: Vec<String>,
}

/// One person's change.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub id: String,
    /// What they had; none where a person had to look.
    pub old: Option<Points>,
    /// What they have.
    pub new: Option<Points>,
    /// The rows, in the newer one's order, and then late days.
    pub rows: Vec<RowChange>,
    /// What else is not the same, a line each: another submission, another group.
    pub also: Vec<String>,
}

/// A row that gives something else now, or for another reason.
#[derive(Debug, PartialEq, Eq)]
pub struct RowChange {
    /// Its short name; `late` for late days.
    pub row: String,
    /// What it gave; none where it was not there, or people had not given it yet.
    pub old: Option<Points>,
    /// What it gives.
    pub new: Option<Points>,
    /// Why, a line each: a check's outcome, a decision.
    pub why: Vec<String>,
}

impl Comparison {
    /// Whether every grade is as it was.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

/// Compares an older grading with a newer one, by the ids of the people. A person is changed whose
/// grade, or the points of a row, are not the same.
pub fn compare(old: &Results, new: &Results) -> Comparison {
    let by_id = |results| -> BTreeMap<_, _> { people(results).collect() };
    let (before, after) = (by_id(old), by_id(new));
    let mut comparison = Comparison {
        asked: asked(old, new),
        removed: missing(old, &after),
        added: missing(new, &before),
        ..Comparison::default()
    };
    for person in &new.people {
        let Some(was) = before.get(person.who.id.as_str()) else {
            continue;
        };
        match change(was, person) {
            Some(change) => comparison.changed.push(change),
            None => comparison.same += 1,
        }
    }
    comparison
}

fn people(results: &Results) -> impl Iterator<Item = (&str, &Person)> {
    let people = results.people.iter();
    people.map(|person| (person.who.id.as_str(), person))
}

/// Those of the first who are not in the second.
fn missing(results: &Results, others: &BTreeMap<&str, &Person>) -> Vec<String> {
    let ids = people(results).map(|(id, _)| id);
    let missing = ids.filter(|id| !others.contains_key(id));
    missing.map(str::to_owned).collect()
}

fn asked(old: &Results, new: &Results) -> Vec<String> {
    let mut asked = Vec::new();
    if old.seed != new.seed {
        asked.push(format!("seed {} -> {}", old.seed, new.seed));
    }
    let (was, is) = (&old.rubric, &new.rubric);
    if was.title != is.title {
        asked.push(format!("rubric `{}` -> `{}`", was.title, is.title));
    }
    let worth = |rubric: &crate::results::RubricOutline, id: &str| {
        let row = rubric.rows.iter().find(|row| row.id == id);
        row.map(|row| row.points)
    };
    for row in &is.rows {
        let before = worth(was, &row.id);
        if before != Some(row.points) {
            let before = shown(before);
            asked.push(format!("row {}: worth {before} -> {}", row.id, row.points));
        }
    }
    let gone = was.rows.iter().filter(|row| worth(is, &row.id).is_none());
    asked.extend(gone.map(|row| format!("row {}: worth {} -> -", row.id, row.points)));
    asked
}

fn change(old: &Person, new: &Person) -> Option<Change> {
    let mut rows = row_changes(old, new);
    let cost = |person: &Person| person.late.map(|late| late.points);
    if cost(old).unwrap_or_default() != cost(new).unwrap_or_default() {
        let days = |person: &Person| person.late.map_or(0, |late| late.days);
        rows.push(RowChange {
            row: "late".to_owned(),
            old: cost(old),
            new: cost(new),
            why: vec![format!("days late: {} -> {}", days(old), days(new))],
        });
    }
    let is_changed = old.grade() != new.grade() || !rows.is_empty();
    is_changed.then(|| Change {
        id: new.who.id.clone(),
        old: old.grade(),
        new: new.grade(),
        rows,
        also: also(old, new),
    })
}

fn also(old: &Person, new: &Person) -> Vec<String> {
    let mut also = Vec::new();
    if old.submission != new.submission {
        let (old, new) = (&old.submission, &new.submission);
        also.push(format!("the submission that counts: {old} -> {new}"));
    } else if old.digest != new.digest {
        also.push("something else was handed in".to_owned());
    }
    if old.group != new.group {
        let group = |person: &Person| person.group.clone().unwrap_or("-".to_owned());
        also.push(format!("group {} -> {}", group(old), group(new)));
    }
    if old.needs_person != new.needs_person {
        let needs = match new.needs_person {
            true => "needs a person now",
            false => "needs a person no longer",
        };
        also.push(needs.to_owned());
    }
    also
}

fn row_changes(old: &Person, new: &Person) -> Vec<RowChange> {
    let find = |person: &'_ Person, id: &str| -> Option<RowResult> {
        person.rows.iter().find(|row| row.id == id).cloned()
    };
    let gone = old.rows.iter().filter(|row| find(new, &row.id).is_none());
    let ids = new.rows.iter().chain(gone).map(|row| &row.id);
    let changes = ids.map(|id| (id, find(old, id), find(new, id)));
    let changes = changes.map(|(id, old, new)| RowChange {
        row: id.clone(),
        old: old.as_ref().and_then(|row| row.points),
        new: new.as_ref().and_then(|row| row.points),
        why: why(old.as_ref(), new.as_ref()),
    });
    changes.filter(|row| row.old != row.new).collect()
}

/// What has become otherwise in a row.
fn why(old: Option<&RowResult>, new: Option<&RowResult>) -> Vec<String> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => return vec!["the row is new".to_owned()],
        (_, None) => return vec!["the row is gone".to_owned()],
    };
    let mut why = Vec::new();
    if old.decision != new.decision {
        let decided = |row: &RowResult| shown(row.decision.as_ref().map(|it| it.points));
        why.push(format!("decided: {} -> {}", decided(old), decided(new)));
    }
    for check in &new.checks {
        let was = old.checks.iter().find(|it| it.name == check.name);
        let is_same = was.is_some_and(|was| was.outcome == check.outcome);
        if !is_same {
            let was = was.map_or("-".to_owned(), |was| was.outcome.to_string());
            why.push(format!("{}: {was} -> {}", check.name, check.outcome));
        } else if was.is_some_and(|was| was.points != check.points) {
            let was = shown(was.map(|was| was.points));
            why.push(format!(
                "{}: gave {was}, gives {}",
                check.name, check.points
            ));
        }
    }
    let is_gone = |name: &String| !new.checks.iter().any(|it| it.name == *name);
    let gone = old.checks.iter().filter(|check| is_gone(&check.name));
    why.extend(gone.map(|check| format!("{}: {} -> -", check.name, check.outcome)));
    why
}

fn shown(points: Option<Points>) -> String {
    points.map_or("-".to_owned(), |points| points.to_string())
}
