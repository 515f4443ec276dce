//! What each submission of the zoo has to lose, as it stands in `tests/zoo/scored.txt`.

use std::collections::BTreeMap;

const TABLE: &str = include_str!("../../tests/zoo/scored.txt");

/// In place of the rows where none loses points.
pub(crate) const NOTHING: &str = "nothing";

/// The end of a row that chance decides.
const CHANCE: &str = " ?";

/// The rows that a submission has to lose, by submission and rubric.
#[derive(Debug)]
pub(crate) struct Table(BTreeMap<(&'static str, &'static str), String>);

impl Table {
    /// The lines `RUBRIC: ROW POINTS, ROW -, ROW ?` under the name of each submission. A line
    /// without a rubric goes on with the one before.
    pub(crate) fn read() -> Table {
        let mut table = BTreeMap::<_, String>::new();
        let (mut name, mut rubric) = ("", "");
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some(rows) = line.strip_prefix("    ") else {
                name = line;
                continue;
            };
            let rows = match rows.split_once(": ") {
                Some((named, rows)) => {
                    rubric = named;
                    rows
                }
                None => rows.trim_start(),
            };
            let written = table.entry((name, rubric)).or_default();
            written.push_str(rows);
            if rows.ends_with(',') {
                written.push(' ');
            }
        }
        Table(table)
    }

    /// The names of all submissions, in alphabetical order, each once.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.0.keys().map(|(name, _)| *name).collect();
        names.dedup();
        names
    }

    /// What this submission has to lose; none where the table does not say it.
    pub(crate) fn expected(&self, name: &str, rubric: &str) -> Option<&str> {
        let mut rows = self.0.iter();
        let found = rows.find(|((of, under), _)| *of == name && *under == rubric);
        found.map(|(_, rows)| rows.as_str())
    }
}

/// Whether these rows are as they should be; one with a `?` may lose any points, or none.
pub(crate) fn agree(expected: &str, found: &str) -> bool {
    let (chance, sure): (Vec<&str>, Vec<_>) = rows(expected).partition(|row| row.ends_with(CHANCE));
    let id = |row: &str| row.split(' ').next().map(str::to_owned);
    let is_chance = |row: &&str| chance.iter().any(|it| id(it) == id(row));
    rows(found).filter(|row| !is_chance(row)).eq(sure)
}

fn rows(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").filter(|row| *row != NOTHING)
}
