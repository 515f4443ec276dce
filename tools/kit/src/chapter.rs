//! A chapter of the course: its package, what it is built on, and the steps that lead from there to
//! it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::course;
use crate::diff::Files;

/// The chapter that is built on another one's client, and not on the chapter before it.
pub const CLIENT_CHAPTER: &str = "ch06-client";
const CLIENT_BASE: &str = "ch02-threads";
const CLIENT_SOURCE: &str = "src/talk.rs";

/// A chapter with code.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Its package, folder and program, such as `ch03-auth`.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
}

/// One step of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number and what it is about, such as `2-the-user-base`: the name of its file without
    /// the end.
    pub name: String,
    /// What it does, in a line.
    pub title: String,
    /// The change.
    pub diff: String,
}

impl Chapter {
    /// All chapters under a project's root, in their order.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn all(root: &Path) -> Result<Vec<Self>> {
        let folder = root.join("chapters");
        let mut chapters = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let folder = entry?.path();
            if folder.join("Cargo.toml").is_file() {
                let name = folder.file_name().unwrap_or_default();
                let name = name.to_string_lossy().into_owned();
                chapters.push(Self { name, folder });
            }
        }
        chapters.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(chapters)
    }

    /// The chapter of this project that someone means by `ch03-auth`, `ch03` or `3`.
    ///
    /// # Errors
    /// Where there is none; says which there are.
    pub fn named(name: &str) -> Result<Self> {
        let chapters = Self::all(&course::located()?)?;
        let names: Vec<_> = chapters.iter().map(|chapter| &*chapter.name).collect();
        let names = names.join(", ");
        let mut meant = chapters
            .iter()
            .filter(|chapter| course::is_meant(name, &chapter.name, course::CHAPTER));
        let found = meant.next().cloned();
        found.with_context(|| format!("no chapter `{name}`; there are {names} ({})", course::FORMS))
    }

    /// What the names of its binaries begin with: `ch03-`.
    pub fn prefix(&self) -> &str {
        self.name.split_inclusive('-').next().unwrap_or_default()
    }

    /// Its code.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn files(&self) -> Result<Files> {
        Files::read(&self.folder)
    }

    /// What it is built on: the code of the chapter before it under its own names; nothing for the
    /// first one.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn base(&self) -> Result<Files> {
        let chapters = Self::all(self.folder.ancestors().nth(2).unwrap_or(&self.folder))?;
        if self.name == CLIENT_CHAPTER {
            let base = chapters.iter().find(|chapter| chapter.name == CLIENT_BASE);
            return self.client_base(base.context("the client of ch06 is built on that of ch02")?);
        }
        let before = chapters
            .iter()
            .take_while(|chapter| chapter.name < self.name);
        match before.last() {
            Some(before) => Ok(before.files()?.named_like(before, self)),
            None => Ok(Files::default()),
        }
    }

    /// The client that is another package's second binary, as a package of its own.
    fn client_base(&self, base: &Self) -> Result<Files> {
        let files = base.files()?.named_like(base, self);
        let manifest = files.get("Cargo.toml").context("a manifest")?;
        let is_kept = |part: &&str| !part.starts_with("[[bin]]");
        let parts: Vec<_> = manifest.split("\n\n").filter(is_kept).collect();
        let manifest = parts.join("\n\n");
        let is_kept = |line: &&str| !line.starts_with("default-run");
        let lines: Vec<_> = manifest.lines().filter(is_kept).collect();
        let mut client = Files::default();
        client.insert("Cargo.toml", lines.join("\n") + "\n");
        let source = files.get(CLIENT_SOURCE).context("a client")?;
        client.insert("src/main.rs", source.to_owned());
        Ok(client)
    }

    /// Where its steps are.
    pub fn steps_folder(&self) -> PathBuf {
        self.folder.join("steps")
    }

    /// Its steps in their order.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn steps(&self) -> Result<Vec<Step>> {
        let folder = self.steps_folder();
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut steps = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "diff") {
                steps.push(Step::read(&path)?);
            }
        }
        steps.sort_by_key(Step::number);
        Ok(steps)
    }

    /// The code after each step.
    ///
    /// # Errors
    /// Where a step does not fit the one before it; says which, and how to mend it.
    pub fn states(&self) -> Result<Vec<(Step, Files)>> {
        let mut states = Vec::new();
        let mut files = self.base()?;
        for step in self.steps()? {
            files = step
                .apply(&files)
                .with_context(|| self.how_to_mend(&step))?;
            states.push((step, files.clone()));
        }
        Ok(states)
    }

    /// What to do about a step that does not apply.
    pub fn how_to_mend(&self, step: &Step) -> String {
        let Self { name, .. } = self;
        let step = &step.name;
        format!(
            "chapters/{name}/steps/{step}.diff does not fit the state before it. Write the states into folders with \
             `cargo kit steps unpack {name} FOLDER`, mend the one called {step} and those behind it, then make \
             the diffs again with `cargo kit steps pack {name} FOLDER`"
        )
    }
}

impl Step {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let (title, diff) = text
            .split_once("\n\n")
            .with_context(|| format!("{}: a title, a blank line, a diff", path.display()))?;
        Ok(Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            title: title.to_owned(),
            diff: diff.to_owned(),
        })
    }

    /// Writes it into a folder.
    ///
    /// # Errors
    /// Where that fails.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(format!("{}.diff", self.name));
        let text = format!("{}\n\n{}", self.title, self.diff);
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// The code after this step.
    ///
    /// # Errors
    /// Where it does not fit.
    pub fn apply(&self, files: &Files) -> Result<Files> {
        files.apply(&self.diff)
    }

    fn number(&self) -> usize {
        number(&self.name)
    }
}

/// The number that a step's name begins with; those without one come last.
pub fn number(name: &str) -> usize {
    let (number, _) = name.split_once('-').unwrap_or((name, ""));
    number.parse().unwrap_or(usize::MAX)
}
