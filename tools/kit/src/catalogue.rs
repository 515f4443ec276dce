//! The catalogue of the exercises, `exercises/exercises.toml`.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use crate::course::{is_meant, number};

/// The folder of the exercises under the project's root, and the package's name.
pub const FOLDER: &str = "exercises";

/// The file, in that folder.
pub const FILE: &str = "exercises.toml";

/// What stands before an exercise's number.
const PREFIX: &str = "ex";

/// Names are taken for misspelt from this similarity on (1 is the same).
const SIMILAR: f64 = 0.75;

/// All exercises, in their order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(rename = "exercise")]
    exercises: Vec<Exercise>,
}

/// One exercise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Its folder, such as `ex01-a-read-is-not-a-message`.
    pub name: String,
    /// What one has to have read: a chapter's name, or `final`.
    pub chapter: String,
    /// What one does in it.
    pub kind: Kind,
    /// The one new idea, a clause.
    pub idea: String,
    /// How long it takes someone who has just read the chapter.
    pub minutes: u32,
    /// Concepts that no chapter introduces, and its statement does.
    #[serde(default)]
    pub introduces: Vec<String>,
    #[serde(skip)]
    heading: Option<String>,
}

/// What one does in an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Write what is missing.
    Complete,
    /// Mend what works on its author's machine.
    FindTheBug,
    /// Write the session file that tests a rule.
    WriteASession,
    /// Change the protocol.
    ChangeTheProtocol,
    /// Keep it going whatever comes in.
    MakeItSafe,
    /// Say what has happened.
    ReadATrace,
    /// A step towards the messenger in `final`.
    Bridge,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Complete => "complete",
            Self::FindTheBug => "find the bug",
            Self::WriteASession => "write a session",
            Self::ChangeTheProtocol => "change the protocol",
            Self::MakeItSafe => "make it safe",
            Self::ReadATrace => "read a trace",
            Self::Bridge => "bridge",
        })
    }
}

impl Exercise {
    /// Its number and its target's name: `ex01`.
    pub fn target(&self) -> &str {
        self.name.split('-').next().unwrap_or(&self.name)
    }

    /// What one learns in it: the heading of its statement, or where that has none its name.
    pub fn title(&self) -> &str {
        self.heading.as_deref().unwrap_or(&self.name)
    }

    /// Where it is, under the project's root.
    pub fn folder(&self, root: &Path) -> PathBuf {
        root.join(FOLDER).join(&self.name)
    }

    /// One of its files, such as `hints.md`, by its path from the project's root.
    pub fn path(&self, file: &str) -> String {
        format!("{FOLDER}/{}/{file}", self.name)
    }

    /// The text of one of its files. Bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(&self, root: &Path, file: &str) -> Result<String> {
        let bytes = fs::read(self.folder(root).join(file));
        let bytes = bytes.with_context(|| format!("{} cannot be read", self.path(file)))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Catalogue {
    /// Reads the catalogue of a project.
    ///
    /// # Errors
    /// Where it cannot be read, or a line is not as it should be.
    pub fn read(root: &Path) -> Result<Self> {
        let file = root.join(FOLDER).join(FILE);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut catalogue: Self = toml::from_str(&text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text[..start].matches('\n').count() + 1;
            anyhow!("{FOLDER}/{FILE}:{line}: {}", error.message())
        })?;
        for exercise in &mut catalogue.exercises {
            exercise.heading = heading(&exercise.read(root, "README.md").unwrap_or_default());
        }
        Ok(catalogue)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Exercise> {
        self.exercises.iter()
    }

    /// The place of an exercise among the others, from 0.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.iter().position(|exercise| exercise.name == name)
    }

    /// The exercise that someone means by its name, its number (`ex01`, `01`, `1`), or a part of its
    /// name that no other has.
    ///
    /// # Errors
    /// Where none or several are meant; says which one may be.
    pub fn find(&self, typed: &str) -> Result<&Exercise> {
        // What a shell completes is a path.
        let name = typed.trim_end_matches(['/', '\\']);
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let exact = self
            .iter()
            .find(|exercise| is_meant(name, &exercise.name, PREFIX));
        if let Some(exercise) = exact {
            return Ok(exercise);
        }
        let is_part = !name.is_empty() && number(name, PREFIX).is_none();
        let has_part = |exercise: &&Exercise| is_part && exercise.name.contains(name);
        let with_part: Vec<_> = self.iter().filter(has_part).collect();
        match with_part[..] {
            [exercise] => Ok(exercise),
            [] => bail!("no exercise `{typed}`; {}", self.advice(name)),
            [..] => bail!("`{typed}` may be {}", names(&with_part)),
        }
    }

    fn advice(&self, name: &str) -> String {
        if let (Some(_), [first, .., last]) = (number(name, PREFIX), &self.exercises[..]) {
            return format!("there are {} to {}", first.target(), last.target());
        }
        let similarity = |exercise: &Exercise| {
            let (_, title) = exercise.name.split_once('-').unwrap_or_default();
            [exercise.target(), title, &exercise.name]
                .map(|known| strsim::jaro_winkler(name, known))
                .into_iter()
                .fold(0.0, f64::max)
        };
        let best = self
            .iter()
            .max_by(|one, other| similarity(one).total_cmp(&similarity(other)));
        match best {
            Some(best) if similarity(best) >= SIMILAR => format!("did you mean {}?", best.name),
            _ => format!("`{} status` lists them", crate::course::this()),
        }
    }
}

/// The text of a page's first line, if that is a heading.
fn heading(page: &str) -> Option<String> {
    let heading = page.lines().next()?.strip_prefix("# ")?;
    Some(heading.trim().to_owned())
}

fn names(exercises: &[&Exercise]) -> String {
    let names: Vec<_> = exercises.iter().map(|it| it.name.as_str()).collect();
    names.join(" or ")
}
