//! Whether every exercise has all its parts, and is in every list.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::catalogue::{Catalogue, Exercise, FILE, FOLDER};

/// What every exercise consists of.
const PARTS: [&str; 7] = [
    "README.md",
    "exercise.rs",
    "stub.rs",
    "solution.rs",
    "tests.rs",
    "hints.md",
    "why.md",
];

/// How many hints there are.
const HINTS: usize = 3;

/// Folders, catalogue, manifest and lists agree, and each folder has all its parts.
///
/// # Errors
/// Where one of the lists cannot be read.
pub fn parts(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut problems = folders(root, catalogue)?;
    for (place, exercise) in catalogue.iter().enumerate() {
        let number = format!("ex{:02}", place + 1);
        if exercise.target() != number {
            problems.push(format!(
                "{FOLDER}/{FILE}: {} should be {number}",
                exercise.name
            ));
        }
        problems.extend(missing(root, exercise));
    }
    problems.extend(targets(root, catalogue)?);
    problems.extend(listed(root, catalogue)?);
    Ok(problems)
}

/// The students' files are as they are handed out. In the course itself they have to be; in a
/// student's copy they are not.
///
/// # Errors
/// Where a file cannot be read.
pub fn unchanged(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for exercise in catalogue.iter() {
        if exercise.read(root, "exercise.rs")? != exercise.read(root, "stub.rs")? {
            let file = exercise.path("exercise.rs");
            problems.push(format!(
                "{file} is not its stub.rs: copy the one that is right"
            ));
        }
    }
    Ok(problems)
}

fn folders(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for entry in fs::read_dir(root.join(FOLDER))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("ex") && root.join(FOLDER).join(&name).is_dir() {
            let is_listed = catalogue.place(&name).is_some();
            if !is_listed {
                problems.push(format!("{FOLDER}/{name} is not in {FOLDER}/{FILE}"));
            }
        }
    }
    Ok(problems)
}

fn missing(root: &Path, exercise: &Exercise) -> Vec<String> {
    let mut problems = Vec::new();
    for part in PARTS {
        match exercise.read(root, part) {
            Ok(text) if text.trim().is_empty() => {
                problems.push(format!("{} is empty", exercise.path(part)));
            }
            Ok(text) => problems.extend(malformed(exercise, part, &text)),
            Err(error) => problems.push(format!("{error:#}")),
        }
    }
    problems
}

fn malformed(exercise: &Exercise, part: &str, text: &str) -> Option<String> {
    let path = exercise.path(part);
    let command = format!("cargo kit test {}", exercise.target());
    match part {
        "README.md" if !text.contains(&command) => Some(format!(
            "{path} does not say how it is checked: `{command}`"
        )),
        "hints.md" => {
            let headings = text.lines().filter(|line| line.starts_with("## "));
            let expected: Vec<_> = (1..=HINTS).map(|number| format!("## {number}")).collect();
            let is_right = headings.eq(expected.iter().map(String::as_str));
            (!is_right).then(|| format!("{path} has not the headings {}", expected.join(", ")))
        }
        "exercise.rs" | "stub.rs" | "solution.rs" if !text.ends_with(END) => Some(format!(
            "{path} does not end in `#[cfg(test)]` and `mod tests;`"
        )),
        _ => None,
    }
}

/// What runs the tests.
const END: &str = "\n#[cfg(test)]\nmod tests;\n";

#[derive(Deserialize)]
struct Manifest {
    test: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    path: String,
    #[serde(default = "yes")]
    test: bool,
}

fn yes() -> bool {
    true
}

/// Each exercise is a target of its own, which no other command builds.
fn targets(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let file = root.join(FOLDER).join("Cargo.toml");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let manifest: Manifest = toml::from_str(&text)?;
    let mut problems = Vec::new();
    for exercise in catalogue.iter() {
        let path = format!("{}/exercise.rs", exercise.name);
        let is_right = |it: &&Target| it.path == path && it.name == exercise.target() && !it.test;
        if manifest.test.iter().filter(is_right).count() != 1 {
            problems.push(format!(
                "{FOLDER}/Cargo.toml has no [[test]] {} with the path {path} and test = false",
                exercise.target()
            ));
        }
    }
    Ok(problems)
}

/// The lists of all stubs and all solutions are whole.
fn listed(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (list, file) in [("stubs.rs", "stub.rs"), ("solutions.rs", "solution.rs")] {
        let path = root.join(FOLDER).join(list);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for exercise in catalogue.iter() {
            let target = exercise.target();
            let wanted = format!("#[path = \"{}/{file}\"]\nmod {target};\n", exercise.name);
            if !text.contains(&wanted) {
                problems.push(format!("{FOLDER}/{list} lacks {}/{file}", exercise.name));
            }
        }
    }
    Ok(problems)
}
