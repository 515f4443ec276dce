//! The exercises as a table.

use std::path::Path;

use anyhow::Result;

use crate::catalogue::{Catalogue, Exercise, Kind};
use crate::diff::Files;

/// How many lines the solution adds to the stub: code, without comments and blank lines.
///
/// # Errors
/// Where one of the two cannot be read.
pub fn lines_to_write(root: &Path, exercise: &Exercise) -> Result<usize> {
    let file = |name| -> Result<Files> {
        let mut files = Files::default();
        files.insert("exercise.rs", exercise.read(root, name)?);
        Ok(files)
    };
    let added = file("stub.rs")?.new_lines(&file("solution.rs")?);
    // In a session a `#` begins a comment.
    let comment = match exercise.kind {
        Kind::WriteASession => "#",
        _ => "//",
    };
    let is_code = |line: &&String| !line.is_empty() && !line.starts_with(comment);
    Ok(added.iter().filter(is_code).count())
}

/// For a terminal.
pub(super) fn terminal(root: &Path, catalogue: &Catalogue) -> Result<String> {
    let mut table = String::new();
    for exercise in catalogue.iter() {
        let lines = lines_to_write(root, exercise)?;
        table += &format!(
            "{:12}  {}  {:19}  {lines:2} lines  {}\n",
            exercise.chapter,
            exercise.target(),
            exercise.kind,
            exercise.idea
        );
    }
    Ok(table)
}

/// For the README of the exercises: a link to each.
///
/// # Errors
/// Where a stub or a solution cannot be read.
pub fn markdown(root: &Path, catalogue: &Catalogue) -> Result<String> {
    let mut table = "| exercise | after | kind | the idea | lines to write | minutes |\n\
                     | --- | --- | --- | --- | ---: | ---: |\n"
        .to_owned();
    for exercise in catalogue.iter() {
        let (name, lines) = (&exercise.name, lines_to_write(root, exercise)?);
        table += &format!(
            "| [{}]({name}/README.md) | {} | {} | {} | {lines} | {} |\n",
            exercise.target(),
            exercise.chapter,
            exercise.kind,
            exercise.idea,
            exercise.minutes
        );
    }
    Ok(table)
}

/// For the text of a chapter: its own.
pub fn list(catalogue: &Catalogue, chapter: &str) -> String {
    let own = catalogue.iter().filter(|it| it.chapter == chapter);
    own.map(|exercise| {
        let (target, title) = (exercise.target(), exercise.title());
        format!(
            "- `{target}` {title} ({}, {} minutes)\n",
            exercise.kind, exercise.minutes
        )
    })
    .collect()
}
