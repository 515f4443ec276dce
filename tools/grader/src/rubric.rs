//! The rubric: which checks give which points, by which rules of the statement.

mod load;
mod sessions;
mod source;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use testkit::{Reading, Session, Words};

use crate::client::ClientCheck;
use crate::framing::Choice;
use crate::graded;
use crate::located::FileError;
use crate::points::Points;
pub use load::load;
pub use source::Source;

/// The rubrics that come with the grader: a name, the file, and its text.
const EMBEDDED: [(&str, &str, &str); 2] = [
    (
        "course",
        "rubrics/course.toml",
        include_str!("../rubrics/course.toml"),
    ),
    (
        "original",
        "rubrics/original.toml",
        include_str!("../rubrics/original.toml"),
    ),
];

/// A rubric whose points add up and whose checks exist.
#[derive(Debug, Clone)]
pub struct Rubric {
    /// What is graded.
    pub title: String,
    /// The same in Brazilian Portuguese.
    pub title_pt: Option<String>,
    /// How answers of a server are compared with those of a session.
    pub reading: Reading,
    /// How lines end, where nobody asks for something else.
    pub framing: Choice,
    /// What a day too late costs; none where it costs nothing.
    pub late: Option<Late>,
    /// For the oral check: a few are drawn.
    pub questions: Vec<Prompt>,
    /// Small changes of one's own program, for the oral check: one is drawn.
    pub changes: Vec<Prompt>,
    /// In the order in which they are shown; a row may stand before one that it comes `after`.
    pub rows: Vec<Row>,
}

/// What is lost where something is handed in too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// The points of each day.
    pub per_day: Points,
    /// Never more than these.
    pub most: Points,
}

impl Late {
    /// What so many days cost.
    pub fn of(self, days: u32) -> graded::Late {
        let cost = self.per_day.hundredths().saturating_mul(days);
        let points = Points::of_hundredths(cost).min(self.most);
        graded::Late { days, points }
    }
}

/// What a person asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// In English.
    pub text: String,
    /// In Brazilian Portuguese.
    pub text_pt: String,
}

/// A row: an ability, and what it is worth.
#[derive(Debug, Clone)]
pub struct Row {
    /// A short name without blanks.
    pub id: String,
    /// The ability, in words.
    pub title: String,
    /// The same in Brazilian Portuguese.
    pub title_pt: Option<String>,
    /// The sentence of the statement that it scores.
    pub statement: Option<String>,
    /// The same in Brazilian Portuguese.
    pub statement_pt: Option<String>,
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
    /// What is left of it where the log's row was written only when the server was asked to end;
    /// half of it, unless the rubric says otherwise.
    pub not_flushed: Points,
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
        Rubric::named("course")
    }

    /// The names of those that come with the grader.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _, _)| *name)
    }

    /// One that comes with the grader.
    ///
    /// # Errors
    /// Where there is none of this name. That those that are there are right is tested.
    pub fn named(name: &str) -> Result<Rubric, FileError> {
        let known = EMBEDDED.iter().find(|(known, _, _)| *known == name);
        let Some((_, file, text)) = known else {
            let names: Vec<_> = Rubric::names().collect();
            return Err(FileError {
                file: name.into(),
                line: None,
                message: format!("there is no such rubric; there are {}", names.join(" and ")),
            });
        };
        load(Path::new(file), text)
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
