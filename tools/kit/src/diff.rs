//! What has changed between two states of a chapter, and `cargo kit diff`, which shows it for any
//! two chapters.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use diffy::{DiffOptions, Line, Patch};

use crate::chapter::Chapter;

const NO_FILE: &str = "/dev/null";

/// Show what changes from one chapter to another
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cargo kit diff 3 5")]
pub struct Arguments {
    /// A chapter, such as 3, ch03 or ch03-auth
    from: String,
    /// Another
    to: String,
}

/// Prints the difference.
///
/// # Errors
/// Where there is no such chapter.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let from = Chapter::named(&arguments.from)?;
    let to = Chapter::named(&arguments.to)?;
    print!(
        "{}",
        from.files()?.named_like(&from, &to).diff(&to.files()?)
    );
    Ok(ExitCode::SUCCESS)
}

/// The files that make a package: its manifest and its sources, by their path in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Reads the files of a package.
    ///
    /// # Errors
    /// Where one cannot be read, or is not text.
    pub fn read(package: &Path) -> Result<Self> {
        let mut files = Self::default();
        files.read_file(package, "Cargo.toml")?;
        let sources = package.join("src");
        for entry in fs::read_dir(&sources).with_context(|| sources.display().to_string())? {
            let name = entry?.file_name();
            files.read_file(package, &format!("src/{}", name.to_string_lossy()))?;
        }
        Ok(files)
    }

    fn read_file(&mut self, package: &Path, path: &str) -> Result<()> {
        let file = package.join(path);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        self.0.insert(path.to_owned(), text);
        Ok(())
    }

    /// Writes them into a folder, in which nothing else of a package stays.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub fn write(&self, package: &Path) -> Result<()> {
        let sources = package.join("src");
        if sources.is_dir() {
            fs::remove_dir_all(&sources)?;
        }
        fs::create_dir_all(&sources).with_context(|| sources.display().to_string())?;
        for (path, text) in &self.0 {
            let file = package.join(path);
            fs::write(&file, text).with_context(|| file.display().to_string())?;
        }
        Ok(())
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every file with its text, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (&**path, &**text))
    }

    /// Adds a file.
    pub fn insert(&mut self, path: &str, text: String) {
        self.0.insert(path.to_owned(), text);
    }

    /// The same with the names of another chapter's package and binaries, so that only what was
    /// rewritten differs.
    pub fn named_like(&self, from: &Chapter, to: &Chapter) -> Self {
        let rename = |text: &str| {
            text.replace(&from.name, &to.name)
                .replace(from.prefix(), to.prefix())
        };
        let files = self.iter();
        Self(
            files
                .map(|(path, text)| (path.to_owned(), rename(text)))
                .collect(),
        )
    }

    /// What leads from these files to those, as a unified diff; empty where there is nothing.
    pub fn diff(&self, to: &Self) -> String {
        let mut diff = String::new();
        for (path, before, after) in self.pairs(to) {
            let name = |text: Option<&str>, side| match text {
                Some(_) => format!("{side}/{path}"),
                None => NO_FILE.to_owned(),
            };
            let mut options = DiffOptions::new();
            options
                .set_original_filename(name(before, "a"))
                .set_modified_filename(name(after, "b"));
            let patch = options.create_patch(before.unwrap_or(""), after.unwrap_or(""));
            diff += &patch.to_string();
        }
        diff
    }

    /// The files after a diff.
    ///
    /// # Errors
    /// Where the diff is none, or does not fit these files.
    pub fn apply(&self, diff: &str) -> Result<Self> {
        let mut files = self.clone();
        for file in PatchSet::parse(diff, ParseOptions::unidiff()) {
            let file = file?;
            let patch = file.patch().as_text().context("a patch of text")?;
            files.apply_to_file(&file.operation().strip_prefix(1), patch)?;
        }
        Ok(files)
    }

    fn apply_to_file(&mut self, operation: &FileOperation<str>, patch: &Patch<str>) -> Result<()> {
        let (path, before) = match operation {
            FileOperation::Create(path) => (path, ""),
            FileOperation::Delete(path) | FileOperation::Modify { modified: path, .. } => (
                path,
                self.get(path).with_context(|| format!("no file {path}"))?,
            ),
            _ => bail!("a step creates, changes and deletes files; it does not rename them"),
        };
        let after = diffy::apply(before, patch).map_err(|error| anyhow!("{path}: {error}"))?;
        if operation.is_delete() {
            self.0.remove(path.as_ref());
        } else {
            self.0.insert(path.to_string(), after);
        }
        Ok(())
    }

    /// The lines of Rust that come with those files and were not here before. A line that has only
    /// moved, from one file to another or within one, is not new: moving code asks nothing of a
    /// reader.
    pub fn new_lines(&self, to: &Self) -> Vec<String> {
        let mut added = Vec::new();
        let mut removed = Vec::new();
        let pairs = self.pairs(to);
        for (_, before, after) in pairs.iter().filter(|(path, ..)| path.ends_with(".rs")) {
            let patch = diffy::create_patch(before.unwrap_or(""), after.unwrap_or(""));
            for line in patch.hunks().iter().flat_map(|hunk| hunk.lines()) {
                match line {
                    Line::Insert(line) => added.push(line.trim().to_owned()),
                    Line::Delete(line) => removed.push(line.trim().to_owned()),
                    Line::Context(_) => {}
                }
            }
        }
        added.retain(|line| {
            let moved = removed.iter().position(|other| other == line);
            moved.map(|place| removed.swap_remove(place)).is_none()
        });
        added
    }

    /// The files that differ: path, text before, text after.
    fn pairs<'a>(&'a self, to: &'a Self) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
        let mut paths: Vec<_> = self.0.keys().chain(to.0.keys()).collect();
        paths.sort();
        paths.dedup();
        let pairs = paths
            .iter()
            .map(|path| (path.as_str(), self.get(path), to.get(path)));
        pairs.filter(|(_, before, after)| before != after).collect()
    }
}
