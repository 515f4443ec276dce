//! Plays a rubric's checks, and counts.

mod late;
mod outcome;
mod playing;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::points::Points;
use crate::rubric::{Part, Play, Row, Rubric};
use crate::submission::Copy;
pub use outcome::{Outcome, Remark, Why};
use playing::Playing;

/// How to grade.
pub struct Conduct<'a> {
    /// Chooses logins and texts.
    pub seed: u64,
    /// Only the row of this name, whatever it comes after.
    pub only: Option<&'a str>,
    /// How long a line, or a row of the log, is waited for; none is the testkit's deadline.
    pub patience: Option<Duration>,
    /// Set from outside where it is to end: what is not played then is nobody's fault.
    pub stop: Option<&'a AtomicBool>,
    /// Told what happens.
    pub progress: &'a dyn Fn(Event),
}

/// What happens while somebody waits for the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A check is done.
    Done {
        /// It was played, and has not passed.
        is_failed: bool,
    },
    /// The server always takes this port, which is still in use.
    WaitsForPort {
        /// The port.
        port: u16,
        /// For how long at most.
        limit: Duration,
    },
}

/// What came of it, row by row.
#[derive(Debug)]
pub struct Score<'a> {
    /// The rows that were to be played, and those for people, in the rubric's order.
    pub rows: Vec<RowScore<'a>>,
}

/// What came of a row.
#[derive(Debug)]
pub struct RowScore<'a> {
    /// The row.
    pub row: &'a Row,
    /// An outcome for each of its checks.
    pub outcomes: Vec<Outcome>,
}

impl<'a> Conduct<'a> {
    /// All rows, without anybody being told.
    pub fn new(seed: u64) -> Conduct<'a> {
        Conduct {
            seed,
            only: None,
            patience: None,
            stop: None,
            progress: &|_| {},
        }
    }

    /// The rows that are to be played.
    pub fn rows<'r>(&self, rubric: &'r Rubric) -> impl Iterator<Item = &'r Row> {
        let only = self.only.map(str::to_owned);
        let rows = rubric.rows.iter();
        rows.filter(move |row| only.as_ref().is_none_or(|only| row.id == *only))
    }
}

/// Plays what the rubric asks for, each row behind those that it comes after.
pub fn grade<'a>(rubric: &'a Rubric, copy: &Copy, conduct: &Conduct) -> Score<'a> {
    let mut playing = Playing::new(copy, conduct);
    let mut open: Vec<_> = conduct.rows(rubric).collect();
    let mut rows: Vec<RowScore> = Vec::new();
    while !open.is_empty() {
        let row = open.remove(next(&open));
        let outcomes = match hindrance(row, &rows) {
            Some(outcome) => {
                let done = Event::Done { is_failed: false };
                row.checks.iter().for_each(|_| (conduct.progress)(done));
                vec![outcome; row.checks.len()]
            }
            None => row
                .checks
                .iter()
                .map(|check| playing.play(row, check))
                .collect(),
        };
        rows.push(RowScore { row, outcomes });
    }
    let place = |scored: &RowScore| rubric.rows.iter().position(|row| row.id == scored.row.id);
    rows.sort_by_key(place);
    Score { rows }
}

/// The place of the row to be played next: one that waits for no other. Servers come first, since
/// the grader's own server may leave the port in use for a while.
fn next(open: &[&Row]) -> usize {
    let waits = |row: &Row| open.iter().any(|other| row.after.contains(&other.id));
    let has_client = |row: &Row| {
        let mut checks = row.checks.iter();
        checks.any(|check| matches!(check.play, Play::Client(_)))
    };
    let ready = (0..open.len()).filter(|&place| !waits(open[place]));
    // A rubric has no circle, so somebody waits for nobody.
    ready
        .min_by_key(|&place| has_client(open[place]))
        .unwrap_or(0)
}

/// The outcome of a row that cannot be judged, because of one that it comes after.
fn hindrance(row: &Row, scored: &[RowScore]) -> Option<Outcome> {
    let mut before = scored.iter().filter(|it| row.after.contains(&it.row.id));
    let hindering = before.find(|it| !it.outcomes.iter().any(Outcome::is_passed))?;
    let is_fault = |outcome: &Outcome| matches!(outcome, Outcome::GradersFault(_));
    let id = hindering.row.id.clone();
    Some(match hindering.outcomes.iter().find(|it| is_fault(it)) {
        Some(fault) => fault.clone(),
        None => Outcome::NotChecked { because: id },
    })
}

impl Score<'_> {
    /// The points of the checks that have passed.
    pub fn points(&self) -> Points {
        self.rows.iter().map(RowScore::points).sum()
    }

    /// The points that checks could have given, whatever became of them.
    pub fn automatic(&self) -> Points {
        self.sum(|row| row.part != Part::People)
    }

    /// The points that people will give.
    pub fn by_people(&self) -> Points {
        self.sum(|row| row.part == Part::People)
    }

    /// The points of the checks that were prevented: they are neither given nor lost.
    pub fn open(&self) -> Points {
        self.rows.iter().map(RowScore::open).sum()
    }

    fn sum(&self, is_meant: impl Fn(&Row) -> bool) -> Points {
        let rows = self.rows.iter().map(|scored| scored.row);
        rows.filter(|row| is_meant(row)).map(|row| row.points).sum()
    }
}

impl RowScore<'_> {
    /// The points of its checks that have passed.
    pub fn points(&self) -> Points {
        self.sum(Outcome::is_passed)
    }

    /// The points of its checks that were prevented.
    pub fn open(&self) -> Points {
        self.sum(|outcome| matches!(outcome, Outcome::GradersFault(_)))
    }

    fn sum(&self, is_meant: impl Fn(&Outcome) -> bool) -> Points {
        let checks = self.row.checks.iter().zip(&self.outcomes);
        let meant = checks.filter(|(_, outcome)| is_meant(outcome));
        meant.map(|(check, _)| check.points).sum()
    }
}
