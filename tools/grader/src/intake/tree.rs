//! Folders of strangers, as they are: no link in them is followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use testkit::working_copy::{self, CopyError};

use crate::archive::{is_junk, is_packed};

/// Copies files and folders into one that is there; links and devices are left out.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    for relative in working_copy::list(from)? {
        let (source, target) = (from.join(&relative), to.join(&relative));
        copy_one(&source, &target).map_err(|error| CopyError::Io {
            path: source,
            source: error,
        })?;
    }
    Ok(())
}

fn copy_one(source: &Path, target: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(source)?.file_type();
    if kind.is_dir() {
        fs::create_dir_all(target)
    } else if kind.is_file() {
        fs::copy(source, target).map(drop)
    } else {
        Ok(())
    }
}

/// Copies a package's sources: what Cargo has built of them stays where it is.
pub(super) fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        let is_left_out = ["target", ".git"]
            .iter()
            .any(|name| entry.file_name() == *name);
        if kind.is_dir() && !is_left_out {
            copy_sources(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// So many folders below the first one archives are looked for.
const MOST_DEPTH: usize = 3;

/// The archives in a folder and the folders in it, sorted.
pub(super) fn archives(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if is_junk(&entry.file_name().to_string_lossy()) {
                continue;
            }
            if kind.is_dir() && depth < MOST_DEPTH {
                open.push((path, depth + 1));
            } else if kind.is_file() && is_packed(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether there is no file at all that somebody has written.
pub(super) fn is_empty(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries = entries.filter(|entry| !is_junk(&entry.file_name().to_string_lossy()));
    entries
        .all(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_empty(&entry.path()))
}

/// The folder itself, or the one in it as long as there is nothing else.
pub(super) fn innermost(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries = entries.filter(|entry| !is_junk(&entry.file_name().to_string_lossy()));
    match (entries.next(), entries.next()) {
        (Some(only), None) if only.file_type().is_ok_and(|kind| kind.is_dir()) => {
            innermost(&only.path())
        }
        _ => folder.to_owned(),
    }
}
