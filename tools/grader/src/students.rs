//! `students.csv`: who belongs to which group, and who came how many days late.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::evidence::Evidence;
use crate::graded::{Graded, Who};
use crate::located::FileError;
use crate::rubric::{self, Rubric};
use crate::table::Table;

const COLUMNS: [&str; 3] = ["id", "group", "late_days"];

/// More days than a course has.
const DAYS_MAX: u32 = 366;

/// What the file says; the default is no file.
#[derive(Debug, Default)]
pub struct Students {
    file: PathBuf,
    lines: Vec<Line>,
    is_anonymous: bool,
}

#[derive(Debug)]
struct Line {
    /// Its number, from 1.
    number: usize,
    /// An id of a submission, a number of a participant, or a full name.
    id: String,
    group: Option<String>,
    late_days: u32,
}

/// The class, as the file has it.
#[derive(Debug)]
pub struct Class<'a> {
    /// Each who has handed something in, and each member of their groups.
    pub graded: Vec<Graded<'a>>,
    /// What the instructor should know, a line each.
    pub notes: Vec<String>,
}

/// What was handed in, and by whom.
pub type Submissions<'a> = [(Who, &'a Evidence)];

impl Students {
    /// Reads the file's bytes; `file` is printed in errors.
    ///
    /// # Errors
    /// The first line that cannot be meant: a person twice, or something that is no number of days.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Students, FileError> {
        let table = Table::of(file, bytes, &COLUMNS)?;
        let mut seen = BTreeSet::new();
        let mut lines = Vec::new();
        for row in &table.rows {
            let [id, group, days] = &row.cells[..] else {
                continue;
            };
            let wrong = |message: String| Err(table.wrong(row.line, message));
            let late_days = match (days.as_str(), days.parse::<u32>()) {
                ("", _) => 0,
                (_, Ok(days)) if days <= DAYS_MAX => days,
                _ => {
                    return wrong(format!(
                        "`{days}` is no number of days from 0 to {DAYS_MAX}"
                    ));
                }
            };
            if id.is_empty() || !seen.insert(id.clone()) {
                return wrong(format!("`{id}`: each line needs an id of its own"));
            }
            lines.push(Line {
                number: row.line,
                id: id.clone(),
                group: (!group.is_empty()).then(|| group.clone()),
                late_days,
            });
        }
        let file = file.to_owned();
        Ok(Students {
            file,
            lines,
            is_anonymous: false,
        })
    }

    /// Whether notes call people by the numbers of their lines, which may have names.
    pub fn name_nobody(&mut self, is_anonymous: bool) {
        self.is_anonymous = is_anonymous;
    }

    /// Who gets a grade for what. The members of a group share one submission; where several have
    /// handed something in, the one with the most points counts, and a note says so. A group is as
    /// late as its latest line.
    ///
    /// # Errors
    /// A line that could mean several submissions.
    pub fn class<'a>(
        &self,
        rubric: &'a Rubric,
        rule: Option<rubric::Late>,
        submissions: &Submissions<'a>,
    ) -> Result<Class<'a>, FileError> {
        let mut gathering = Gathering {
            rubric,
            rule,
            submissions,
            is_anonymous: self.is_anonymous,
            places: self.places(submissions)?,
            class: Class {
                graded: Vec::new(),
                notes: Vec::new(),
            },
        };
        let mut groups: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &self.lines {
            match &line.group {
                Some(group) => groups.entry(group).or_default().push(line),
                None => gathering.alone(line),
            }
        }
        for (group, lines) in groups {
            gathering.group(group, &lines);
        }
        Ok(gathering.finish())
    }

    /// The place of each line's own submission, by the line's number.
    fn places(&self, submissions: &Submissions) -> Result<BTreeMap<usize, usize>, FileError> {
        let mut places = BTreeMap::new();
        for line in &self.lines {
            let Some(place) = self.place(line, submissions)? else {
                continue;
            };
            if places.values().any(|&taken| taken == place) {
                let message = format!("`{}` has a line already, by another name", line.id);
                return Err(self.wrong(line, message));
            }
            places.insert(line.number, place);
        }
        Ok(places)
    }

    /// By the id, else by the number of the participant, else by the name.
    fn place(&self, line: &Line, submissions: &Submissions) -> Result<Option<usize>, FileError> {
        let is_number = |who: &Who| who.participant.is_some() && who.participant == line.number();
        let ways: [&dyn Fn(&Who) -> bool; 3] = [&|who| who.id == line.id, &is_number, &|who| {
            who.name.trim() == line.id
        }];
        for is_meant in ways {
            let places = submissions.iter().enumerate();
            let mut places = places.filter(|(_, (who, _))| is_meant(who));
            match (places.next(), places.next()) {
                (None, _) => {}
                (Some((place, _)), None) => return Ok(Some(place)),
                (Some(_), Some(_)) => {
                    let message = format!("several submissions are of `{}`: write the id", line.id);
                    return Err(self.wrong(line, message));
                }
            }
        }
        Ok(None)
    }

    fn wrong(&self, line: &Line, message: String) -> FileError {
        FileError {
            file: self.file.clone(),
            line: Some(line.number),
            message,
        }
    }
}

impl Line {
    /// The number of a participant, where the id is one.
    fn number(&self) -> Option<u64> {
        self.id.parse().ok()
    }

    /// The person of a line without a submission. The id is made good for a file's name.
    fn who(&self) -> Who {
        let safe = |it: char| match it {
            it if it.is_ascii_alphanumeric() || "._-".contains(it) => it,
            _ => '-',
        };
        Who {
            id: self.id.chars().map(safe).collect(),
            name: self.id.clone(),
            participant: self.number(),
            moodle_folder: None,
        }
    }
}

struct Gathering<'s, 'a> {
    rubric: &'a Rubric,
    rule: Option<rubric::Late>,
    submissions: &'s Submissions<'a>,
    is_anonymous: bool,
    /// Of submissions, by the number of the line.
    places: BTreeMap<usize, usize>,
    class: Class<'a>,
}

impl<'a> Gathering<'_, 'a> {
    fn alone(&mut self, line: &Line) {
        match self.places.get(&line.number) {
            Some(&place) => {
                let own = self.graded(place);
                self.add(own, line.late_days);
            }
            None if self.is_anonymous => {
                self.note(format!("line {} has handed nothing in", line.number));
            }
            None => self.note(format!("`{}` has handed nothing in", line.id)),
        }
    }

    fn group(&mut self, name: &str, lines: &[&Line]) {
        let own = lines.iter();
        let own: Vec<_> = own
            .filter_map(|line| self.places.get(&line.number).copied())
            .collect();
        // The first one of the best, whatever `max_by_key` prefers.
        let points = |&place: &usize| self.graded(place).total();
        let Some(counts) = own.iter().copied().rev().max_by_key(points) else {
            return self.note(format!("group `{name}` has handed nothing in"));
        };
        if own.len() > 1 {
            let ids: Vec<_> = own.iter().map(|&it| self.id(it)).collect();
            let (ids, counts) = (ids.join(", "), self.id(counts));
            self.note(format!(
                "group `{name}` has handed in {ids}: {counts} has the most points and counts"
            ));
        }
        let days = lines.iter().map(|line| line.late_days).max().unwrap_or(0);
        for line in lines {
            let mut member = self.graded(counts);
            member.who = match self.places.get(&line.number) {
                Some(&place) => self.submissions[place].0.clone(),
                None => self.without_submission(line),
            };
            member.group = Some(name.to_owned());
            self.add(member, days);
        }
    }

    /// A member with an id that nobody else has.
    fn without_submission(&self, line: &Line) -> Who {
        let own = self.submissions.iter().map(|(who, _)| who);
        let others = self.class.graded.iter().map(|person| &person.who);
        let taken: BTreeSet<_> = own.chain(others).map(|who| who.id.as_str()).collect();
        let mut who = line.who();
        while taken.contains(who.id.as_str()) {
            who.id += "-2";
        }
        who
    }

    /// Whoever stands in no line is alone and in time.
    fn finish(mut self) -> Class<'a> {
        let named: BTreeSet<_> = self.places.values().copied().collect();
        for place in (0..self.submissions.len()).filter(|place| !named.contains(place)) {
            let own = self.graded(place);
            self.class.graded.push(own);
        }
        let late = self.class.graded.iter();
        let late = late.filter(|person| person.late.is_some()).count();
        if self.rule.is_none() && late > 0 {
            self.note(format!(
                "{late} came late, and the rubric has no [late]: it costs nothing"
            ));
        }
        self.class
    }

    fn add(&mut self, mut person: Graded<'a>, days: u32) {
        let rule = self.rule.unwrap_or_default();
        person.late = (days > 0).then(|| rule.of(days));
        self.class.graded.push(person);
    }

    fn graded(&self, place: usize) -> Graded<'a> {
        let (who, evidence) = &self.submissions[place];
        Graded::new(who.clone(), evidence, self.rubric)
    }

    fn id(&self, place: usize) -> &str {
        &self.submissions[place].0.id
    }

    fn note(&mut self, note: String) {
        self.class.notes.push(note);
    }
}
