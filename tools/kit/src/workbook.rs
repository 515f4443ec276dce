//! Exercises and progress together: what is done, and what comes next.

use std::path::PathBuf;

use anyhow::Result;

use crate::catalogue::{Catalogue, Exercise};
use crate::course;
use crate::progress::{Entry, Progress};

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
        Ok(Self {
            catalogue: Catalogue::read(&root)?,
            progress: Progress::read(&root)?,
            root,
        })
    }

    /// The exercise that is meant; without a name the current one, or where all have passed the
    /// last one.
    ///
    /// # Errors
    /// Where there is none of this name, or none at all.
    pub fn exercise(&self, name: Option<&str>) -> Result<&Exercise> {
        match name {
            Some(name) => self.catalogue.find(name),
            None => self
                .current()
                .or(self.catalogue.iter().last())
                .ok_or_else(|| anyhow::anyhow!("the catalogue is empty")),
        }
    }

    /// Where the student is: the last exercise that was begun and has not passed; else the first
    /// one behind those that have; else the first that was left out.
    pub fn current(&self) -> Option<&Exercise> {
        let begun = |it: &&Exercise| self.is_open(it) && self.progress.entry(&it.name).is_some();
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

    /// Changes an exercise's entry, and writes it down. Begins the exercise where it was not.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn note(&mut self, name: &str, change: impl FnOnce(&mut Entry)) -> Result<()> {
        // Read again: `watch` and `hint` run side by side.
        let mut progress = Progress::read(&self.root)?;
        let before = progress.clone();
        change(progress.begin(name));
        self.progress = progress;
        if self.progress == before {
            return Ok(());
        }
        self.progress.write(&self.root)
    }
}
