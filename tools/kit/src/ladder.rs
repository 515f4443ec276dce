//! The ladder of concepts: no chapter uses what a later one introduces.
//!
//! The list is `chapters/concepts.txt`. Code is looked at as a row of tokens, without comments and
//! strings.

mod tokens;

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::diff::Files;
use tokens::{Token, tokens};

/// Where the list stands, under the project's root.
pub const CONCEPTS: &str = "chapters/concepts.txt";

/// The place of what no chapter introduces.
const LATER: &str = "later";

/// A concept, and the chapter that introduces it.
#[derive(Debug, Clone)]
pub struct Concept {
    name: String,
    chapter: String,
    patterns: Vec<Vec<String>>,
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Ladder(Vec<Concept>);

/// An exercise, as the ladder sees it.
#[derive(Debug)]
pub struct ExerciseCode<'a> {
    /// Where its files lie, under the project's root.
    pub folder: &'a str,
    /// What one has read before: this chapter and all earlier ones; `final` is behind them all.
    pub chapter: &'a str,
    /// The concepts of no chapter that it introduces itself.
    pub introduces: &'a [String],
    /// Its code.
    pub files: &'a Files,
}

/// A use that comes too early, or a concept that its chapter does not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)
    }
}

impl Ladder {
    /// Reads the list of a project.
    ///
    /// # Errors
    /// Where it cannot be read, or a line has not its four parts.
    pub fn read(root: &Path) -> Result<Self> {
        let file = root.join(CONCEPTS);
        Self::parse(&std::fs::read_to_string(&file).with_context(|| file.display().to_string())?)
    }

    /// Takes a list apart.
    ///
    /// # Errors
    /// Where a line has not its four parts.
    pub fn parse(text: &str) -> Result<Self> {
        let is_concept = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let concepts = text.lines().filter(is_concept).map(Concept::parse);
        Ok(Self(concepts.collect::<Result<_>>()?))
    }

    /// What is wrong with these chapters, which are in their order.
    pub fn problems(&self, chapters: &[(String, Files)]) -> Vec<Problem> {
        let place = |name: &str| chapters.iter().position(|(chapter, _)| chapter == name);
        let mut problems = Vec::new();
        for concept in &self.0 {
            let introduced = place(&concept.chapter);
            let early = &chapters[..introduced.unwrap_or(chapters.len())];
            for (chapter, files) in early {
                let folder = format!("chapters/{chapter}");
                problems.extend(concept.too_early(chapter, &folder, files));
            }
            let user = introduced.map(|place| &chapters[place].1);
            if concept.chapter != LATER && user.is_none_or(|files| !concept.is_used(files)) {
                problems.push(concept.unused());
            }
        }
        problems
    }

    /// What is wrong with an exercise; the chapters are in their order.
    pub fn problems_of(&self, code: &ExerciseCode, chapters: &[String]) -> Vec<Problem> {
        let place = |name: &str| chapters.iter().position(|chapter| chapter == name);
        let read = place(code.chapter).unwrap_or(chapters.len());
        let mut problems = Vec::new();
        for concept in &self.0 {
            let is_known = place(&concept.chapter).is_some_and(|chapter| chapter <= read);
            if code.introduces.contains(&concept.name) {
                if !concept.is_used(code.files) {
                    problems.push(concept.unused_by(code.folder));
                }
            } else if !is_known {
                problems.extend(concept.too_early(code.chapter, code.folder, code.files));
            }
        }
        let unknown = code.introduces.iter();
        let unknown = unknown.filter(|name| !self.0.iter().any(|concept| concept.name == **name));
        problems.extend(unknown.map(|name| Problem {
            place: code.folder.to_owned(),
            message: format!("introduces `{name}`, which {CONCEPTS} does not list"),
        }));
        problems
    }
}

impl Concept {
    fn parse(line: &str) -> Result<Self> {
        let parts = line.split("  ").map(str::trim);
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        ensure!(
            parts.len() == 4,
            "{CONCEPTS}: `{line}` has not four parts with two blanks between them"
        );
        let pattern = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Ok(Self {
            name: parts[0].to_owned(),
            chapter: parts[1].to_owned(),
            patterns: parts[2].split(" / ").map(pattern).collect(),
        })
    }

    fn too_early(&self, chapter: &str, folder: &str, files: &Files) -> Vec<Problem> {
        let message = match &*self.chapter {
            LATER => format!(
                "{chapter} uses `{}`, which no chapter introduces",
                self.name
            ),
            introduced => format!(
                "{chapter} uses `{}`, which {introduced} introduces (see {CONCEPTS})",
                self.name
            ),
        };
        let mut problems = Vec::new();
        for (path, text) in sources(files) {
            for line in self.uses(text) {
                let place = format!("{folder}/{path}:{line}");
                problems.push(Problem {
                    place,
                    message: message.clone(),
                });
            }
        }
        problems
    }

    fn unused(&self) -> Problem {
        let Self { name, chapter, .. } = self;
        Problem {
            place: CONCEPTS.to_owned(),
            message: format!("{chapter} is said to introduce `{name}`, but does not use it"),
        }
    }

    fn unused_by(&self, folder: &str) -> Problem {
        Problem {
            place: folder.to_owned(),
            message: format!("is said to introduce `{}`, but does not use it", self.name),
        }
    }

    fn is_used(&self, files: &Files) -> bool {
        sources(files).any(|(_, text)| !self.uses(text).is_empty())
    }

    /// The lines in which it is used.
    fn uses(&self, source: &str) -> Vec<usize> {
        let tokens = tokens(source);
        let starts = (0..tokens.len()).filter(|&start| {
            let begins = |pattern: &Vec<String>| matches_at(pattern, &tokens[start..]);
            self.patterns.iter().any(begins)
        });
        starts.map(|start| tokens[start].line).collect()
    }
}

fn sources(files: &Files) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter(|(path, _)| path.ends_with(".rs"))
}

fn matches_at(pattern: &[String], tokens: &[Token]) -> bool {
    pattern.len() <= tokens.len()
        && pattern
            .iter()
            .zip(tokens)
            .all(|(wanted, token)| match wanted.as_str() {
                "$" => token.is_name(),
                "'a" => token.is_lifetime(),
                text => token.text == text,
            })
}
