//! Exercises and progress together: what is done, and what comes next.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::catalogue::{Catalogue, Exercise};
use crate::course;
use crate::next::YOURS;
use crate::out;
use crate::progress::{Entry, Progress};
use crate::reset::STUB;

/// The exercises of a course's folder, and how far its student is.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// The folder of the whole project.
    pub root: PathBuf,
    /// The exercises.
    pub catalogue: Catalogue,
    /// How far one is. Another command may have changed the file since it was read.
    pub progress: Progress,
}

impl Workbook {
    /// Reads the course's.
    ///
    /// # Errors
    /// Where this is not the course's folder, or a file cannot be read.
    pub fn open() -> Result<Self> {
        let root = course::located()?;
        let catalogue = Catalogue::read(&root)?;
        let progress = Progress::read(&root, &catalogue)?;
        progress.problems().iter().for_each(|it| out::warn(it));
        Ok(Self {
            root,
            catalogue,
            progress,
        })
    }

    /// The exercise that is meant; without a name the one in whose folder this was called, else the
    /// current one, or where all have passed the last one.
    ///
    /// # Errors
    /// Where there is none of this name, or none at all.
    pub fn exercise(&self, name: Option<&str>) -> Result<&Exercise> {
        match name {
            Some(name) => self.catalogue.find(name),
            None => self
                .here()
                .or(self.current())
                .or(self.catalogue.iter().last())
                .ok_or_else(|| anyhow::anyhow!("the catalogue is empty")),
        }
    }

    /// The exercise in whose folder this was called.
    pub fn here(&self) -> Option<&Exercise> {
        let here = env::current_dir().ok()?;
        let mut around = here.ancestors();
        around.find_map(|folder| {
            self.catalogue
                .iter()
                .find(|it| it.folder(&self.root) == folder)
        })
    }

    /// Where the student is: the last exercise that was begun and has not passed; else the first
    /// one behind those that have; else the first that was left out.
    pub fn current(&self) -> Option<&Exercise> {
        let begun = |it: &&Exercise| self.is_open(it) && self.progress.is_begun(&it.name);
        let last_passed = self.catalogue.iter().filter(|it| !self.is_open(it)).last();
        self.catalogue
            .iter()
            .filter(begun)
            .last()
            .or_else(|| last_passed.map_or_else(|| self.first_open(), |it| self.after(it)))
    }

    /// The first open exercise behind this one, else the first one of all.
    pub fn after(&self, exercise: &Exercise) -> Option<&Exercise> {
        let mut behind = self.catalogue.iter().skip_while(|it| *it != exercise);
        behind.next();
        behind
            .find(|it| self.is_open(it))
            .or_else(|| self.first_open())
    }

    fn first_open(&self) -> Option<&Exercise> {
        self.catalogue.iter().find(|it| self.is_open(it))
    }

    /// Whether it has not passed yet.
    pub fn is_open(&self, exercise: &Exercise) -> bool {
        !self.progress.has_passed(&exercise.name)
    }

    /// How many have passed.
    pub fn passed(&self) -> usize {
        self.catalogue.iter().filter(|it| !self.is_open(it)).count()
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.catalogue.iter().count()
    }

    /// Whether the student's file is not as it was at the beginning.
    pub fn is_changed(&self, exercise: &Exercise) -> bool {
        let text = |file| exercise.read(&self.root, file).ok();
        text(YOURS) != text(STUB)
    }

    /// Writes down that this exercise is the student's now. Looking at one does not begin it.
    ///
    /// # Errors
    /// As [`Workbook::note`].
    pub fn begin(&mut self, exercise: &Exercise) -> Result<()> {
        self.note(&exercise.name, |entry| entry.is_begun = true)
    }

    /// Changes an exercise's entry, and writes it down.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn note(&mut self, name: &str, change: impl FnOnce(&mut Entry)) -> Result<()> {
        // Read again: `watch` and `hint` run side by side.
        let _lock = Progress::lock(&self.root)?;
        let mut progress = Progress::read(&self.root, &self.catalogue)?;
        let before = progress.clone();
        change(progress.entry_mut(name));
        self.progress = progress;
        if self.progress == before {
            return Ok(());
        }
        self.progress.write(&self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four exercises, and the lines of a progress.
    fn workbook(progress: &str) -> Workbook {
        let entry = |number: usize| {
            format!(
                "[[exercise]]\nname = \"ex0{number}-a\"\nchapter = \"final\"\nkind = \"bridge\"\n\
                 idea = \"i\"\nminutes = 10\n"
            )
        };
        let catalogue: String = (1..=4).map(entry).collect();
        let catalogue = toml::from_str(&catalogue).expect("a catalogue");
        Workbook {
            root: PathBuf::new(),
            progress: Progress::parse(progress, &catalogue),
            catalogue,
        }
    }

    #[test]
    fn who_notes_at_the_same_time_loses_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("exercises")).expect("a folder");
        let mut workbook = workbook("");
        workbook.root = folder.path().to_owned();
        let note = |name: &str| {
            let mut workbook = workbook.clone();
            for _ in 0..NOTES {
                let noted = workbook.note(name, |entry| entry.hints += 1);
                noted.expect("a note");
            }
        };
        std::thread::scope(|scope| {
            for name in ["ex01-a", "ex02-a", "ex03-a"] {
                scope.spawn(move || note(name));
            }
        });
        let progress = Progress::read(&workbook.root, &workbook.catalogue).expect("progress");
        let hints: Vec<_> = progress.entries().map(|entry| entry.hints).collect();
        assert_eq!(hints, [NOTES; 3]);
    }

    /// How often each of them notes something.
    const NOTES: usize = 20;

    fn current(progress: &str) -> Option<String> {
        let current = workbook(progress).current().cloned();
        current.map(|exercise| exercise.target().to_owned())
    }

    #[test]
    fn one_is_where_one_has_begun_or_behind_what_has_passed() {
        assert_eq!(current("").as_deref(), Some("ex01"));
        assert_eq!(current("ex01-a passed").as_deref(), Some("ex02"));
        let left_out = "ex01-a passed\nex03-a passed";
        assert_eq!(current(left_out).as_deref(), Some("ex04"));
        let begun = "ex01-a passed\nex02-a begun\nex03-a begun";
        assert_eq!(current(begun).as_deref(), Some("ex03"));
        let looked_at = "ex01-a passed\nex02-a begun\nex04-a hints 3";
        assert_eq!(current(looked_at).as_deref(), Some("ex02"));
        let end = "ex01-a passed\nex03-a passed\nex04-a passed";
        assert_eq!(current(end).as_deref(), Some("ex02"));
        let all = "ex01-a passed\nex02-a passed\nex03-a passed\nex04-a passed";
        assert_eq!(current(all), None);
    }

    #[test]
    fn what_follows_is_the_next_open_one() {
        let after = |progress: &str, number: usize| {
            let workbook = workbook(progress);
            let exercise = workbook.catalogue.iter().nth(number - 1).expect("one");
            workbook.after(exercise).map(|it| it.target().to_owned())
        };
        assert_eq!(after("ex02-a passed", 1).as_deref(), Some("ex03"));
        assert_eq!(after("ex02-a passed", 4).as_deref(), Some("ex01"));
    }
}
