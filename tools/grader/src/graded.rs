//! A submission with its points: the score, and what people have added to it.

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::points::Points;
use crate::rubric::{Part, Rubric};
use crate::score::{Outcome, RowScore, Score, score};

/// Where more than one in so many of the automatic points is not checked, because of what has failed
/// before, a person has to look.
const OPEN_AT_MOST: u32 = 4;

/// Whose submission it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Short, unique, and good for a file's name: `[A-Za-z0-9._-]+`.
    pub id: String,
    /// The person's name, or the folder's.
    pub name: String,
    /// Moodle's number of the participant.
    pub participant: Option<u64>,
    /// The folder's name in Moodle's zip, to the byte: feedback files go back under it.
    pub moodle_folder: Option<String>,
}

impl Who {
    /// The same without a name, for what others may see. The number of the participant stays, since
    /// only the instructor's Moodle knows whose it is; the folder's name contains the person's.
    /// Feedback files need that folder: they are written with the whole `Who`.
    pub fn anonymous(&self) -> Who {
        Who {
            id: self.id.clone(),
            name: self.id.clone(),
            participant: self.participant,
            moodle_folder: None,
        }
    }
}

/// What the instructor decides instead of the grader, or beside it: a line of `overrides.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The submission.
    pub id: String,
    /// The row of the rubric.
    pub row: String,
    /// What the row gives.
    pub points: Points,
    /// Why, for the student.
    pub comment: String,
}

/// Days over the time, and what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// How many, from 1.
    pub days: u32,
    /// What is taken off.
    pub points: Points,
}

/// One submission under one rubric.
#[derive(Debug)]
pub struct Graded<'a> {
    /// Whose it is.
    pub who: Who,
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What the rubric gives for it.
    pub score: Score<'a>,
    /// What people have decided, at most once a row.
    pub overrides: Vec<Override>,
    /// Where it came late.
    pub late: Option<Late>,
    /// The group that has handed it in together, where there is one.
    pub group: Option<String>,
}

impl<'a> Graded<'a> {
    /// Scores the evidence; people have not said anything yet.
    pub fn new(who: Who, evidence: &'a Evidence, rubric: &'a Rubric) -> Graded<'a> {
        Graded {
            who,
            evidence,
            score: score(rubric, evidence),
            overrides: Vec::new(),
            late: None,
            group: None,
        }
    }

    /// What people have decided about a row.
    pub fn decision(&self, row: &RowScore) -> Option<&Override> {
        self.overrides.iter().find(|it| it.row == row.row.id)
    }

    /// A row's points: what people say, else what the checks give.
    pub fn points_of(&self, row: &RowScore) -> Points {
        let decision = self.decision(row);
        decision.map_or_else(|| row.points(), |decision| decision.points)
    }

    /// The points of all rows, those of people counted in.
    pub fn rows_total(&self) -> Points {
        self.score.rows.iter().map(|row| self.points_of(row)).sum()
    }

    /// All points: those of the rows, less what late days cost. Never less than none.
    pub fn total(&self) -> Points {
        self.rows_total() - self.late.map_or(Points::default(), |late| late.points)
    }

    /// The points that people give and have not given yet.
    pub fn awaited(&self) -> Points {
        let rows = self.undecided();
        let people = rows.filter(|row| row.row.part == Part::People);
        people.map(|row| row.row.points).sum()
    }

    /// The automatic points of which nobody can say whether they are earned: not checked, or
    /// prevented, and not decided by a person.
    pub fn open(&self) -> Points {
        self.undecided().map(RowScore::unknown).sum()
    }

    /// Whether there can be no grade before a person has looked: where anything was prevented, since
    /// its points would be missing without the student's doing, or too much was not checked.
    pub fn needs_person(&self) -> bool {
        let mut outcomes = self.undecided().flat_map(|row| &row.outcomes);
        if outcomes.any(Outcome::is_prevented) {
            return true;
        }
        let open = self.open();
        let limit: Points = (0..OPEN_AT_MOST).map(|_| open).sum();
        limit > self.score.automatic()
    }

    /// The rows about which people have said nothing.
    fn undecided(&self) -> impl Iterator<Item = &RowScore<'a>> {
        let rows = self.score.rows.iter();
        rows.filter(|row| self.decision(row).is_none())
    }
}
