//! The files of a folder, as far as they may be programs.

use std::fs;
use std::path::{Path, PathBuf};

use super::role;
use crate::archive::is_junk;

/// So many files are looked at.
const MOST_FILES: usize = 2_000;

/// A source or a manifest is not longer, in bytes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// So many folders below the first one.
const MOST_DEPTH: usize = 6;

/// No programs of a student's are in them, in small letters.
const NOT_ENTERED: [&str; 12] = [
    "target",
    "node_modules",
    "venv",
    "env",
    "site-packages",
    "tests",
    "test",
    "docs",
    "doc",
    "out",
    "dist",
    "__pycache__",
];

/// Folders that people put the programs into, whose own names say nothing.
const SOURCES: [&str; 9] = [
    "src",
    "source",
    "sources",
    "app",
    "code",
    "codigo",
    "código",
    "main",
    "programas",
];

/// Files below a folder: their paths with `/`, sorted, those of the folder itself first.
#[derive(Debug)]
pub(super) struct Listing {
    files: Vec<String>,
}

impl Listing {
    /// The folder's files, and those in folders for sources, for a server and for a client. A
    /// project one folder deeper is not looked into: it runs there, and not here.
    pub(super) fn of(root: &Path) -> Listing {
        let mut files = Vec::new();
        let mut open = vec![(PathBuf::new(), 0)];
        while let Some((below, depth)) = open.pop() {
            let Ok(entries) = fs::read_dir(root.join(&below)) else {
                continue;
            };
            for entry in entries.flatten().take(MOST_FILES) {
                let path = below.join(entry.file_name());
                let name = entry.file_name().to_string_lossy().into_owned();
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() && depth < MOST_DEPTH && is_entered(&name, depth) {
                    open.push((path, depth + 1));
                } else if kind.is_file() && files.len() < MOST_FILES && !is_junk(&name) {
                    files.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        files.sort_by_key(|file| (file.matches('/').count(), file.clone()));
        Listing { files }
    }

    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Those whose names end so (without the dot; any case).
    pub(super) fn ending<'a>(&'a self, ends: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let is_wanted = move |file: &&str| {
            let end = file.rsplit_once('.').map(|(_, end)| end.to_lowercase());
            end.is_some_and(|end| ends.contains(&end.as_str()))
        };
        self.files.iter().map(String::as_str).filter(is_wanted)
    }
}

fn is_entered(name: &str, depth: usize) -> bool {
    let lower = name.to_lowercase();
    let is_source = SOURCES.contains(&lower.as_str()) || role::of(name).is_some();
    !name.starts_with('.')
        && !is_junk(name)
        && !NOT_ENTERED.contains(&lower.as_str())
        && (depth > 0 || is_source)
}

/// `a/b.c`: the folder `a`, none where there is none.
pub(super) fn folder_of(file: &str) -> Option<&str> {
    file.rsplit_once('/').map(|(folder, _)| folder)
}

/// `a/b.c`: `b`.
pub(super) fn stem_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What is in a file; none where it is a link, which may lead anywhere, or too long.
pub(crate) fn read(file: &Path) -> Option<String> {
    let metadata = fs::symlink_metadata(file).ok()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return None;
    }
    fs::read(file)
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
