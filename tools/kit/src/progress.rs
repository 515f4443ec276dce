//! What a student has done so far: `exercises/progress.txt`, a line an exercise that was begun.
//!
//! The file is for reading and editing: `ex01-a-read-is-not-a-message  passed 2026-03-02  hints 1`.
//! Whatever is not such a line stays as it is.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

use crate::catalogue::FOLDER;

/// The file, in the folder of the exercises.
pub const FILE: &str = "progress.txt";

/// What a new file begins with.
const HEAD: &str = "# What you have done so far; a line that you take away is forgotten.";

/// How far one is with an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The exercise.
    pub name: String,
    /// When it passed, as the file says it; none where it has not yet.
    pub passed: Option<String>,
    /// How many of its hints were shown.
    pub hints: usize,
}

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress(Vec<Line>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Entry(Entry),
    Other(String),
}

impl Progress {
    /// Reads the progress of a project; nothing is begun where there is no file.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub fn read(root: &Path) -> Result<Self> {
        match fs::read(file(root)) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).context(format!("{FOLDER}/{FILE} cannot be read")),
        }
    }

    /// Takes the text of such a file apart. A line that says nothing is kept for its author.
    pub fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self(text.lines().map(Line::parse).collect())
    }

    /// Writes it in one go: whoever reads meanwhile, or after a crash, sees the old text or the new
    /// one.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub fn write(&self, root: &Path) -> Result<()> {
        let file = file(root);
        let new = file.with_extension(format!("{}.tmp", process::id()));
        let written = fs::write(&new, self.to_string()).and_then(|()| fs::rename(&new, &file));
        written.with_context(|| format!("{FOLDER}/{FILE} cannot be written"))
    }

    /// How far one is with an exercise; none where it was not begun.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().find(|entry| entry.name == name)
    }

    /// Everything that was begun.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter_map(|line| match line {
            Line::Entry(entry) => Some(entry),
            Line::Other(_) => None,
        })
    }

    /// Whether an exercise has passed.
    pub fn has_passed(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.passed.is_some())
    }

    /// The entry of an exercise, which begins it where it was not.
    pub fn begin(&mut self, name: &str) -> &mut Entry {
        let is_entry = |line: &Line| matches!(line, Line::Entry(entry) if entry.name == name);
        let place = self.0.iter().position(is_entry).unwrap_or_else(|| {
            if self.0.is_empty() {
                self.0.push(Line::Other(HEAD.to_owned()));
            }
            self.0.push(Line::Entry(Entry::new(name)));
            self.0.len() - 1
        });
        match &mut self.0[place] {
            Line::Entry(entry) => entry,
            Line::Other(_) => unreachable!("the place of an entry"),
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|line| match line {
            Line::Entry(entry) => writeln!(out, "{entry}"),
            Line::Other(text) => writeln!(out, "{text}"),
        })
    }
}

impl Line {
    fn parse(line: &str) -> Self {
        Entry::parse(line).map_or_else(|| Self::Other(line.to_owned()), Self::Entry)
    }
}

impl Entry {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            passed: None,
            hints: 0,
        }
    }

    /// `NAME begun|passed DATE [hints COUNT]`, with any blanks between the words.
    fn parse(line: &str) -> Option<Self> {
        let words: Vec<_> = line.split_whitespace().collect();
        let (name, state, hints) = match words[..] {
            [name, "begun", ref hints @ ..] => (name, None, hints),
            [name, "passed", "hints", count] => (name, Some(""), &["hints", count][..]),
            [name, "passed", date, ref hints @ ..] => (name, Some(date), hints),
            [name, "passed"] => (name, Some(""), &[][..]),
            _ => return None,
        };
        let hints = match hints {
            [] => 0,
            ["hints", count] => count.parse().ok()?,
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            passed: state.map(str::to_owned),
            hints,
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, hints, .. } = self;
        match self.passed.as_deref() {
            None => write!(out, "{name}  begun  hints {hints}"),
            Some("") => write!(out, "{name}  passed  hints {hints}"),
            Some(date) => write!(out, "{name}  passed {date}  hints {hints}"),
        }
    }
}

fn file(root: &Path) -> PathBuf {
    root.join(FOLDER).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_file_keeps_what_it_says() {
        let text = "# mine\n\nex01-a  passed 2026-03-02  hints 1\nex02-b begun or so\n\u{1}\n\
                    ex03-c begun\r\nex04-d passed\n";
        let mut progress = Progress::parse(text);
        let names: Vec<_> = progress.entries().map(|entry| &*entry.name).collect();
        assert_eq!(names, ["ex01-a", "ex03-c", "ex04-d"]);
        assert!(progress.has_passed("ex04-d") && !progress.has_passed("ex03-c"));
        progress.begin("ex03-c").hints = 2;
        progress.begin("ex05-e");
        let expected = "# mine\n\nex01-a  passed 2026-03-02  hints 1\nex02-b begun or so\n\u{1}\n\
                        ex03-c  begun  hints 2\nex04-d  passed  hints 0\nex05-e  begun  hints 0\n";
        assert_eq!(progress.to_string(), expected);
        assert_eq!(Progress::parse(&progress.to_string()), progress);
    }

    #[test]
    fn a_new_file_says_what_it_is() {
        let mut progress = Progress::parse("");
        progress.begin("ex01-a").passed = Some("2026-03-02".to_owned());
        let expected = format!("{HEAD}\nex01-a  passed 2026-03-02  hints 0\n");
        assert_eq!(progress.to_string(), expected);
    }
}
