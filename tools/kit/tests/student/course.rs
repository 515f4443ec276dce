//! A course with three exercises, in a temporary folder: the real ones are never touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The exercises' names.
pub(crate) const NAMES: [&str; 3] = [
    "ex01-every-number-counts",
    "ex02-the-sum-has-a-long-name",
    "ex03-another-chapter",
];

/// Their chapters.
const CHAPTERS: [&str; 3] = ["ch01-echo", "ch01-echo", "ch02-threads"];

/// How all of them begin.
pub(crate) const STUB: &str = "\
//! Adds.

fn sum(numbers: &[u32]) -> u32 {
    numbers.iter().skip(1).sum()
}

#[cfg(test)]
mod tests;
";

const TESTS: &str = r#"
use super::*;

#[test]
fn nothing_adds_up_to_nothing() {
    assert!(sum(&[]) == 0, "the sum of nothing");
}

#[test]
fn every_number_counts() {
    let sum = sum(&[1, 2]);
    assert!(sum == 3, "the sum of 1 and 2\n  expected: 3\n  received: {sum}");
}
"#;

/// Their titles.
const TITLES: [&str; 3] = [
    "Every number counts",
    "The sum's name is long",
    "Another chapter",
];

const README: &str = "\n\n**Goal.** `sum` adds all numbers, see \
                      [the chapter](../../chapters/ch01-echo/README.md).\n";

const HINTS: &str = "## 1\n\nLook at `sum`.\n\n## 2\n\nOne is left out.\n\n## 3\n\nNo `skip`.\n";

const MANIFEST: &str = r#"
[package]
name = "exercises"
edition = "2024"
"#;

/// The solution of all.
pub(crate) fn solution() -> String {
    STUB.replace(".skip(1)", "")
}

/// A student's file in which the body of `sum` begins with these statements.
pub(crate) fn with(statements: &str) -> String {
    solution().replace("u32 {\n", &format!("u32 {{\n    {statements}\n"))
}

pub(crate) struct Course {
    root: TempDir,
}

impl Course {
    pub(crate) fn new() -> Course {
        let course = Course {
            root: tempfile::tempdir().unwrap(),
        };
        fs::create_dir_all(course.path("chapters")).unwrap();
        fs::create_dir_all(course.path("exercises/src")).unwrap();
        course.write("exercises/src/lib.rs", "");
        let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"exercises\"]\n";
        course.write("Cargo.toml", workspace);
        let (mut catalogue, mut manifest) = (String::new(), MANIFEST.to_owned());
        for ((name, title), chapter) in NAMES.into_iter().zip(TITLES).zip(CHAPTERS) {
            course.add(name, title);
            catalogue += &format!(
                "[[exercise]]\nname = \"{name}\"\nchapter = \"{chapter}\"\n\
                 kind = \"find-the-bug\"\nidea = \"add all\"\nminutes = 10\n"
            );
            manifest += &format!(
                "[[test]]\nname = \"{}\"\npath = \"{name}/exercise.rs\"\ntest = false\n",
                &name[..4]
            );
        }
        course.write("exercises/exercises.toml", &catalogue);
        course.write("exercises/Cargo.toml", &manifest);
        course
    }

    fn add(&self, name: &str, title: &str) {
        let folder = format!("exercises/{name}");
        fs::create_dir(self.path(&folder)).unwrap();
        for (file, text) in [
            ("exercise.rs", STUB),
            ("stub.rs", STUB),
            ("solution.rs", &solution()),
            ("tests.rs", TESTS),
            ("README.md", &format!("# {title}{README}")),
            ("hints.md", HINTS),
            ("why.md", "Because every number *counts*.\n"),
        ] {
            self.write(&format!("{folder}/{file}"), text);
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// The path of a student's file.
    pub(crate) fn file(number: usize) -> String {
        format!("exercises/{}/exercise.rs", NAMES[number - 1])
    }

    /// Writes a student's file as many editors do: a new one takes its name.
    pub(crate) fn save(&self, number: usize, text: &str) {
        let file = self.path(&Self::file(number));
        let new = file.with_extension("rs~");
        fs::write(&new, text).unwrap();
        fs::rename(new, file).unwrap();
    }

    pub(crate) fn progress(&self) -> String {
        self.read("exercises/progress.txt")
    }

    /// The command line, to be run somewhere within the course.
    pub(crate) fn kit(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
        command
            .args(arguments.split(' '))
            .current_dir(self.path("exercises"))
            .env("CARGO_TARGET_DIR", self.path("target"))
            .env("NO_COLOR", "1");
        command
    }

    /// Runs it to its end: exit code, and all that it has said.
    pub(crate) fn run(&self, arguments: &str) -> (i32, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.kit(arguments).output().unwrap();
        let text = [stdout, stderr].concat();
        (status.code().unwrap(), String::from_utf8(text).unwrap())
    }
}
