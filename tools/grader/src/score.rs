//! Plays a rubric's checks, and counts.

mod late;
mod outcome;
mod playing;

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::evidence::{Build, Checks, Evidence};
use crate::framing::{Choice, Seen};
use crate::points::Points;
use crate::rubric::{Check, Part, Play, Row, Rubric};
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
    /// When the time for the whole submission is over; none where there is no end.
    pub until: Option<Instant>,
    /// How lines that are sent to the server end; none leaves it to the rubric.
    pub framing: Option<Choice>,
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
    /// More has been seen of how the server talks; the last one has all of it.
    Seen(Seen),
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
            until: None,
            framing: None,
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

/// Plays what the rubric asks for, and counts.
pub fn grade<'a>(rubric: &'a Rubric, copy: &Copy, conduct: &Conduct) -> Score<'a> {
    let checks = play(rubric, copy, conduct);
    Score::of(conduct.rows(rubric).collect(), rubric, |row| {
        looked_up(row, &checks)
    })
}

/// Plays what the rubric asks for, each row behind those that it comes after. A row that cannot be
/// judged is left out.
pub fn play(rubric: &Rubric, copy: &Copy, conduct: &Conduct) -> Checks {
    let mut playing = Playing::new(rubric, copy, conduct);
    let mut played = Checks::new();
    let rows = conduct.rows(rubric).collect();
    let score = Score::of(rows, rubric, |row| {
        let play = |check| {
            // What two rows ask for is played once.
            let played = played.entry(row.key(check));
            let evidence = played.or_insert_with(|| playing.play(row, check));
            evidence.outcome.clone()
        };
        row.checks.iter().map(play).collect()
    });
    let count = score.rows.iter().map(|row| row.outcomes.len()).sum();
    let left_out = Event::Done { is_failed: false };
    (played.len()..count).for_each(|_| (conduct.progress)(left_out));
    played
}

/// Counts what was seen before: nothing is run. What was read in another way counts as not played.
pub fn score<'a>(rubric: &'a Rubric, evidence: &Evidence) -> Score<'a> {
    let rows = rubric.rows.iter().collect();
    let is_read_so = evidence.reading == rubric.reading;
    Score::of(rows, rubric, |row| match &evidence.build {
        Build::None | Build::Done(_) if !is_read_so => same(row, &Outcome::NotPlayed),
        Build::None | Build::Done(_) => looked_up(row, &evidence.checks),
        Build::Failed(why) => same(row, &Outcome::Failed(Why::NoProgram(why.clone()))),
        Build::Fault(why) | Build::Unreadable(why) => {
            same(row, &Outcome::GradersFault(why.clone()))
        }
    })
}

/// The outcomes of a row that was played.
fn looked_up(row: &Row, checks: &Checks) -> Vec<Outcome> {
    let keys = row.checks.iter().map(|check| row.key(check));
    keys.map(|key| match checks.get(&key) {
        Some(evidence) => evidence.outcome.clone(),
        None => Outcome::NotPlayed,
    })
    .collect()
}

fn same(row: &Row, outcome: &Outcome) -> Vec<Outcome> {
    vec![outcome.clone(); row.checks.len()]
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
    let because = hindering.row.id.clone();
    let mut outcomes = hindering.outcomes.iter();
    let unknown = outcomes.find(|it| it.is_prevented());
    Some(unknown.cloned().unwrap_or(Outcome::NotChecked { because }))
}

impl<'a> Score<'a> {
    /// Asks for the outcomes of each row behind those that it comes after; not for those of a row
    /// that cannot be judged.
    fn of(
        mut open: Vec<&'a Row>,
        rubric: &Rubric,
        mut outcomes: impl FnMut(&Row) -> Vec<Outcome>,
    ) -> Score<'a> {
        let mut rows: Vec<RowScore> = Vec::new();
        while !open.is_empty() {
            let row = open.remove(next(&open));
            let outcomes = match hindrance(row, &rows) {
                Some(outcome) => same(row, &outcome),
                None => outcomes(row),
            };
            rows.push(RowScore { row, outcomes });
        }
        let place = |scored: &RowScore| rubric.rows.iter().position(|row| row.id == scored.row.id);
        rows.sort_by_key(place);
        Score { rows }
    }
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
    /// Its checks, what became of each, and what it gives for that.
    pub fn checks(&self) -> impl Iterator<Item = (&Check, &Outcome, Points)> {
        let checks = self.row.checks.iter().zip(&self.outcomes);
        checks.map(|(check, outcome)| match outcome {
            Outcome::Passed(Some(Remark::NotFlushed)) => (check, outcome, check.not_flushed),
            Outcome::Passed(_) => (check, outcome, check.points),
            _ => (check, outcome, Points::default()),
        })
    }

    /// The points that its checks give.
    pub fn points(&self) -> Points {
        self.checks().map(|(_, _, points)| points).sum()
    }

    /// The points of its checks that were prevented.
    pub fn open(&self) -> Points {
        self.sum(|outcome| matches!(outcome, Outcome::GradersFault(_)))
    }

    /// The points of its checks of which nobody can say whether they would pass.
    pub fn unknown(&self) -> Points {
        self.sum(Outcome::is_open)
    }

    fn sum(&self, is_meant: impl Fn(&Outcome) -> bool) -> Points {
        let checks = self.row.checks.iter().zip(&self.outcomes);
        let meant = checks.filter(|(_, outcome)| is_meant(outcome));
        meant.map(|(check, _)| check.points).sum()
    }
}
