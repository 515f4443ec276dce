//! `grades.csv`: one line a person. The cells of the rows and that of late days add up to the total.

use super::{Person, Results};
use crate::cells::{inert, quoted};
use crate::points::Points;

/// The columns before the rubric's rows, and those behind them.
const BEFORE: [&str; 3] = ["id", "name", "group"];
const BEHIND: [&str; 4] = ["late", "total", "state", "comment"];

pub(super) fn csv(results: &Results) -> String {
    let rows = results.rubric.rows.iter().map(|row| inert(&row.id));
    let header = BEFORE.map(str::to_owned).into_iter().chain(rows);
    let header: Vec<_> = header.chain(BEHIND.map(str::to_owned)).collect();
    let lines = results.people.iter().map(cells);
    let lines = std::iter::once(header).chain(lines);
    lines.map(|cells| line(&cells)).collect()
}

fn cells(person: &Person) -> Vec<String> {
    let group = person.group.as_deref().unwrap_or_default();
    let mut cells = [&person.who.id, &person.who.name, group]
        .map(inert)
        .to_vec();
    let points = |points: Option<Points>| points.map(|it| it.to_string()).unwrap_or_default();
    cells.extend(person.rows.iter().map(|row| points(row.points)));
    // A number of ours: it stays one for spreadsheets.
    let late = person.late.filter(|late| late.points > Points::default());
    cells.push(late.map_or("0".to_owned(), |late| format!("-{}", late.points)));
    cells.push(points(person.grade()));
    cells.push(state(person).to_owned());
    cells.push(inert(&comment(person)));
    cells
}

/// Whether the total is a grade, and whether it may still grow.
fn state(person: &Person) -> &'static str {
    if person.needs_person {
        "needs a person"
    } else if person.awaited > Points::default() {
        "awaits points of people"
    } else {
        "graded"
    }
}

/// What people have said, row by row.
fn comment(person: &Person) -> String {
    let decided = person.rows.iter().filter_map(|row| {
        let comment = &row.decision.as_ref()?.comment;
        (!comment.is_empty()).then(|| format!("{}: {comment}", row.id))
    });
    decided.collect::<Vec<_>>().join("; ")
}

fn line(cells: &[String]) -> String {
    let cell = |cell: &String| match cell.contains(['"', ',', '\r', '\n']) {
        true => quoted(cell),
        false => cell.clone(),
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\n"
}
