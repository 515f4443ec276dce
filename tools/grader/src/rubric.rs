//! The rubric: which checks give which points, by which rules of the statement.

mod load;
mod sessions;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use testkit::{Session, Words};

use crate::client::ClientCheck;
use crate::located::FileError;
use crate::points::Points;
pub use load::load;

/// The course's own, as it lies in `rubrics/`.
const COURSE: (&str, &str) = (
    "rubrics/course.toml",
    include_str!("../rubrics/course.toml"),
);

/// A rubric whose points add up and whose checks exist.
#[derive(Debug, Clone)]
pub struct Rubric {
    /// What is graded.
    pub title: String,
    /// In the order in which they are shown; a row may stand before one that it comes `after`.
    pub rows: Vec<Row>,
}

/// A row: an ability, and what it is worth.
#[derive(Debug, Clone)]
pub struct Row {
    /// A short name without blanks.
    pub id: String,
    /// The ability, in words.
    pub title: String,
    /// What the row is about.
    pub part: Part,
    /// What its checks are worth together, or what people may give.
    pub points: Points,
    /// The numbers of the statement's rules that it scores.
    pub rules: Vec<u32>,
    /// Rows without which this one cannot be judged: one check of each must have passed.
    pub after: Vec<String>,
    /// The words that the seed puts into the texts of its sessions.
    pub words: Words,
    /// None where people give the points.
    pub checks: Vec<Check>,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The server.
    Server,
    /// The client.
    Client,
    /// What either does when something goes wrong.
    Robustness,
    /// What people look at; such a row has no checks.
    People,
}

/// A check with its points.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is played.
    pub play: Play,
    /// What it is worth.
    pub points: Points,
}

/// What is played.
#[derive(Debug, Clone)]
pub enum Play {
    /// A session against the server; its `file` is relative to the course.
    Session(Box<Session>),
    /// A person's typing, against the client.
    Client(ClientCheck),
}

impl Rubric {
    /// The course's own rubric.
    ///
    /// # Errors
    /// As [`load`]; that it is right is tested.
    pub fn course() -> Result<Rubric, FileError> {
        load(Path::new(COURSE.0), COURSE.1)
    }

    /// The row of this name, if there is one.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The rows that this one comes after, and those that they come after, in the rubric's order.
    pub fn before(&self, id: &str) -> Vec<&Row> {
        let mut before = BTreeSet::new();
        let mut open = vec![id];
        while let Some(row) = open.pop().and_then(|id| self.row(id)) {
            let new = row.after.iter().filter(|id| before.insert(id.as_str()));
            open.extend(new.map(String::as_str));
        }
        let rows = self.rows.iter();
        rows.filter(|row| before.contains(row.id.as_str()))
            .collect()
    }

    /// All points that checks can give.
    pub fn automatic(&self) -> Points {
        self.points(|row| row.part != Part::People)
    }

    /// All points that people give.
    pub fn by_people(&self) -> Points {
        self.points(|row| row.part == Part::People)
    }

    fn points(&self, is_meant: impl Fn(&Row) -> bool) -> Points {
        let rows = self.rows.iter().filter(|row| is_meant(row));
        rows.map(|row| row.points).sum()
    }
}

impl Row {
    /// The name of one of its checks in the evidence: the same session with other words is another
    /// check.
    pub fn key(&self, check: &Check) -> String {
        let name = check.play.name();
        match (&check.play, self.words) {
            (Play::Session(_), Words::Any) => format!("{name} any"),
            _ => name,
        }
    }
}

impl Play {
    /// Its name in the rubric.
    pub fn name(&self) -> String {
        match self {
            Play::Session(session) => sessions::name(session),
            Play::Client(check) => check.to_string(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Part::Server => "server",
            Part::Client => "client",
            Part::Robustness => "robustness",
            Part::People => "people",
        })
    }
}

#[cfg(test)]
mod tests;
