//! Where in a folder the programs are: people pack one folder more than needed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::archive::{is_junk, is_packed};
use crate::assume;
use crate::manifest;

/// So many folders deep it is looked for.
const MOST_DEPTH: usize = 6;

/// So many folders are looked into.
const MOST_FOLDERS: usize = 500;

/// No project is in them.
const NOT_ENTERED: [&str; 5] = ["target", "node_modules", "venv", "site-packages", "out"];

/// The folder with the programs, and what to say about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) root: PathBuf,
    pub(super) notes: Vec<String>,
}

/// Looks for it: the shallowest folder with a manifest, else the shallowest one with programs that
/// are recognized.
pub(super) fn find(folder: &Path) -> Option<Project> {
    let folders = folders(folder);
    let with_manifest = |path: &&PathBuf| path.join(manifest::FILE).is_file();
    let manifests: Vec<_> = folders.iter().filter(with_manifest).collect();
    let found = match manifests.as_slice() {
        [] => folders
            .iter()
            .filter(|path| assume::is_recognized(path))
            .collect(),
        _ => manifests,
    };
    let (first, others) = found.split_first()?;
    let depth = first.components().count();
    let rivals = others
        .iter()
        .filter(|other| other.components().count() == depth);
    let rivals: Vec<_> = rivals.map(|other| below(folder, other)).collect();
    let mut notes = Vec::new();
    if !rivals.is_empty() {
        let (first, rivals) = (below(folder, first), rivals.join(", "));
        notes.push(format!(
            "several folders have programs: {first} was taken, and not {rivals}"
        ));
    }
    if folders
        .iter()
        .any(|path| path.join("mensageiro.toml.txt").is_file())
    {
        notes.push("a file is called mensageiro.toml.txt; only mensageiro.toml is read".to_owned());
    }
    Some(Project {
        root: (*first).clone(),
        notes,
    })
}

/// Whether a folder, or one in it, has programs; a zip in it counts too.
pub fn is_submission(folder: &Path) -> bool {
    folder.is_dir()
        && (find(folder).is_some() || folders(folder).iter().any(|path| has_archive(path)))
}

/// Whether the folder itself has them.
pub(super) fn has_programs(folder: &Path) -> bool {
    folder.join(manifest::FILE).is_file() || assume::is_recognized(folder)
}

/// Whether one folder is for a server and one for a client: then they are one submission.
pub(super) fn is_pair(children: &[PathBuf]) -> bool {
    let names = children.iter().filter(|child| child.is_dir());
    let names = names.map(|child| child.file_name().unwrap_or_default().to_string_lossy());
    assume::is_pair(names.map(std::borrow::Cow::into_owned))
}

fn has_archive(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .any(|path| path.is_file() && is_packed(&path))
}

/// The folder and those in it, the shallowest first, then by name.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut level = vec![folder.to_owned()];
    for _ in 0..MOST_DEPTH {
        let mut next: Vec<_> = level.iter().flat_map(|folder| folders_in(folder)).collect();
        next.sort();
        next.truncate(MOST_FOLDERS.saturating_sub(found.len()));
        found.extend(next.iter().cloned());
        level = next;
    }
    found
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_entered = |entry: &fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        entry.file_type().is_ok_and(|kind| kind.is_dir())
            && !name.starts_with('.')
            && !is_junk(&name)
            && !NOT_ENTERED.contains(&name.as_str())
    };
    entries
        .filter(is_entered)
        .map(|entry| entry.path())
        .take(MOST_FOLDERS)
        .collect()
}

fn below(folder: &Path, path: &Path) -> String {
    crate::archive::shown(
        &path
            .strip_prefix(folder)
            .unwrap_or(path)
            .display()
            .to_string(),
    )
}
