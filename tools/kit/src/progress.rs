//! What a student has done so far: `exercises/progress.txt`, a line an exercise.
//!
//! The file is for reading and editing: `ex01-a-read-is-not-a-message  passed 2026-03-02  hints 1`,
//! or as short as `ex01 passed`. Whatever is not such a line, or is behind a `#`, stays as it
//! is.

use std::fmt;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result, anyhow};

use crate::catalogue::{Catalogue, FOLDER};

/// The file, in the folder of the exercises.
pub const FILE: &str = "progress.txt";

/// Whoever changes the file holds this one: it is another one, because the first is replaced.
const LOCK: &str = "progress.lock";

/// What a new file begins with.
const HEAD: &str = "# What you have done so far; a line that you take away is forgotten.";

/// How far one is with an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The exercise.
    pub name: String,
    /// Whether the student is at it, or was. Whoever only looks at its hints is not.
    pub is_begun: bool,
    /// When it passed, as the file says it; none where it has not yet.
    pub passed: Option<String>,
    /// How many of its hints were shown.
    pub hints: usize,
    /// What the student has written behind it, from a `#` on.
    note: String,
}

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    lines: Vec<Line>,
    problems: Vec<String>,
}

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
    pub fn read(root: &Path, catalogue: &Catalogue) -> Result<Self> {
        match fs::read(file(root)) {
            Ok(bytes) => Ok(Self::parse(text(&bytes)?, catalogue)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).context(format!("{FOLDER}/{FILE} cannot be read")),
        }
    }

    /// Takes the text of such a file apart. A line that says nothing is kept for its author.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Self {
        let mut progress = Self::default();
        let text = text.trim_start_matches('\u{feff}');
        for (number, line) in (1..).zip(text.lines()) {
            let line = progress.line(line, catalogue).unwrap_or_else(|problem| {
                let problem = format!("{FOLDER}/{FILE}:{number}: this line {problem}");
                progress.problems.push(problem);
                Line::Other(line.to_owned())
            });
            progress.lines.push(line);
        }
        progress
    }

    fn line(&self, line: &str, catalogue: &Catalogue) -> Result<Line, &'static str> {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            return Ok(Line::Other(line.to_owned()));
        }
        let mut entry = Entry::parse(text).ok_or("is not like `ex07 passed` or `ex07 begun`")?;
        let exercise = catalogue.find(&entry.name);
        let exercise = exercise.map_err(|_| "names no exercise")?;
        if self.entry(&exercise.name).is_some() {
            return Err("does not count: a line above it is about the same exercise");
        }
        entry.name.clone_from(&exercise.name);
        Ok(Line::Entry(entry))
    }

    /// What is wrong with the file, a line each.
    pub fn problems(&self) -> &[String] {
        &self.problems
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

    /// Keeps other commands from changing the file until the lock is dropped.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub fn lock(root: &Path) -> Result<File> {
        let path = root.join(FOLDER).join(LOCK);
        let lock = File::options().append(true).create(true).open(path);
        let lock = lock.and_then(|lock| lock.lock().map(|()| lock));
        lock.with_context(|| format!("{FOLDER}/{LOCK} cannot be locked"))
    }

    /// How far one is with an exercise; none where nothing was done in it.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().find(|entry| entry.name == name)
    }

    /// Everything in which something was done.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().filter_map(|line| match line {
            Line::Entry(entry) => Some(entry),
            Line::Other(_) => None,
        })
    }

    /// Whether an exercise was begun.
    pub fn is_begun(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.is_begun)
    }

    /// Whether an exercise has passed.
    pub fn has_passed(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.passed.is_some())
    }

    /// The entry of an exercise, a new one where it had none.
    pub fn entry_mut(&mut self, name: &str) -> &mut Entry {
        let is_entry = |line: &Line| matches!(line, Line::Entry(entry) if entry.name == name);
        let place = self.lines.iter().position(is_entry).unwrap_or_else(|| {
            if self.lines.is_empty() {
                self.lines.push(Line::Other(HEAD.to_owned()));
            }
            self.lines.push(Line::Entry(Entry::new(name)));
            self.lines.len() - 1
        });
        match &mut self.lines[place] {
            Line::Entry(entry) => entry,
            Line::Other(_) => unreachable!("the place of an entry"),
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| match line {
            Line::Entry(entry) => writeln!(out, "{entry}"),
            Line::Other(text) => writeln!(out, "{text}"),
        })
    }
}

impl Entry {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            is_begun: false,
            passed: None,
            hints: 0,
            note: String::new(),
        }
    }

    /// `NAME [begun | passed [DATE]] [hints COUNT] [# NOTE]`, with any blanks between the words.
    fn parse(line: &str) -> Option<Self> {
        let (line, note) = line.split_at(line.find('#').unwrap_or(line.len()));
        let words: Vec<_> = line.split_whitespace().collect();
        let (&name, mut words) = words.split_first()?;
        let mut entry = Self::new(name);
        entry.note = note.to_owned();
        if let [state @ ("begun" | "passed"), rest @ ..] = words {
            entry.is_begun = true;
            entry.passed = (*state == "passed").then(String::new);
            words = rest;
        }
        if let (Some(passed), [date, rest @ ..]) = (&mut entry.passed, words)
            && *date != "hints"
        {
            passed.push_str(date);
            words = rest;
        }
        match words {
            [] if entry.is_begun => {}
            ["hints", count] => entry.hints = count.parse().ok()?,
            _ => return None,
        }
        Some(entry)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.passed.as_deref() {
            None if self.is_begun => "  begun".to_owned(),
            None => String::new(),
            Some(date) => format!("  passed {date}"),
        };
        let (name, state, hints) = (&self.name, state.trim_end(), self.hints);
        let line = format!("{name}{state}  hints {hints}  {}", self.note);
        out.write_str(line.trim_end())
    }
}

/// Whoever replaced bytes that are not UTF-8 would write back something else.
fn text(bytes: &[u8]) -> Result<&str> {
    str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let number = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        anyhow!("{FOLDER}/{FILE}:{number} is not UTF-8: save it as such, or take the line away")
    })
}

fn file(root: &Path) -> PathBuf {
    root.join(FOLDER).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let entry = |name| {
            format!(
                "[[exercise]]\nname = \"{name}\"\nchapter = \"final\"\nkind = \"bridge\"\n\
                 idea = \"i\"\nminutes = 10\n"
            )
        };
        let names = ["ex01-a", "ex02-b", "ex03-c", "ex04-d", "ex05-e", "ex06-f"];
        toml::from_str(&names.map(entry).concat()).expect("a catalogue")
    }

    const EDITED: &str = "# mine\n\nex01-a  passed 2026-03-02  hints 1\nex02-b begun or so\n\
                          \u{1}\nex03-c begun\r\n4 passed # by night\nex06 hints 2\n\
                          ex99 passed\nex01 begun\n";

    #[test]
    fn an_edited_file_keeps_what_it_says() {
        let mut progress = Progress::parse(EDITED, &catalogue());
        let names: Vec<_> = progress.entries().map(|entry| &*entry.name).collect();
        assert_eq!(names, ["ex01-a", "ex03-c", "ex04-d", "ex06-f"]);
        assert!(progress.has_passed("ex04-d") && !progress.has_passed("ex03-c"));
        assert!(progress.is_begun("ex03-c") && !progress.is_begun("ex06-f"));
        progress.entry_mut("ex03-c").hints = 2;
        progress.entry_mut("ex05-e").is_begun = true;
        let expected = "# mine\n\nex01-a  passed 2026-03-02  hints 1\nex02-b begun or so\n\u{1}\n\
                        ex03-c  begun  hints 2\nex04-d  passed  hints 0  # by night\n\
                        ex06-f  hints 2\nex99 passed\nex01 begun\nex05-e  begun  hints 0\n";
        assert_eq!(progress.to_string(), expected);
        assert_eq!(
            Progress::parse(&progress.to_string(), &catalogue()),
            progress
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let progress = Progress::parse(EDITED, &catalogue());
        let expected = [
            "exercises/progress.txt:4: this line is not like `ex07 passed` or `ex07 begun`",
            "exercises/progress.txt:5: this line is not like `ex07 passed` or `ex07 begun`",
            "exercises/progress.txt:9: this line names no exercise",
            "exercises/progress.txt:10: this line does not count: a line above it is about the \
             same exercise",
        ];
        assert_eq!(progress.problems(), expected);
    }

    #[test]
    fn a_new_file_says_what_it_is() {
        let mut progress = Progress::default();
        let entry = progress.entry_mut("ex01-a");
        entry.passed = Some("2026-03-02".to_owned());
        let expected = format!("{HEAD}\nex01-a  passed 2026-03-02  hints 0\n");
        assert_eq!(progress.to_string(), expected);
    }
}
