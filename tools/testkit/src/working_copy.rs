//! A fresh copy of a folder, for a program that writes where it runs.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The most bytes of a copy.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The most files of a copy.
pub const MOST_FILES: usize = 20_000;

/// What no program needs at run time, wherever it stands.
const LEFT_OUT: [&str; 1] = [".git"];

/// What Cargo keeps for itself, below a folder `target`.
const CARGOS_OWN: [&str; 5] = ["deps", "build", "incremental", ".fingerprint", "examples"];

/// A folder that cannot be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A file cannot be read, or not be written.
    #[error("{} cannot be copied: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is larger than [`MOST_BYTES`] or has more than [`MOST_FILES`].
    #[error(
        "{} is too large to be copied for each start: more than {} MiB or {MOST_FILES} files without .git and Cargo's own folders; take out what the program does not need, or let it take {{data}}",
        .0.display(), MOST_BYTES / 1024 / 1024
    )]
    TooLarge(PathBuf),
}

/// Lists the files of a folder that belong to a copy, and the folders before them; paths are
/// relative to it.
///
/// # Errors
/// Where a folder cannot be listed, or there is too much.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, CopyError> {
    let (mut found, mut bytes) = (Vec::new(), 0);
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let path = folder.join(&below);
        let failed = |source| CopyError::Io {
            path: path.clone(),
            source,
        };
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let relative = below.join(entry.file_name());
            if is_left_out(&relative) {
                continue;
            }
            bytes += fs::metadata(entry.path()).map_or(0, |target| target.len());
            if entry.file_type().map_err(failed)?.is_dir() {
                open.push(relative.clone());
            }
            found.push(relative);
            if bytes > MOST_BYTES || found.len() > MOST_FILES {
                return Err(CopyError::TooLarge(folder.to_owned()));
            }
        }
    }
    Ok(found)
}

/// Copies a folder into another one that is there already.
///
/// # Errors
/// As [`list`], and where something cannot be copied.
pub fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    let root = fs::canonicalize(from).map_err(|source| CopyError::Io {
        path: from.to_owned(),
        source,
    })?;
    for relative in list(from)? {
        let (source, target) = (from.join(&relative), to.join(&relative));
        copy_one(&root, &source, &target).map_err(|error| CopyError::Io {
            path: source,
            source: error,
        })?;
    }
    Ok(())
}

/// A link is followed to a file of the same folder: what is outside, a program whose copy this is may
/// not be allowed to see. Left out are others, what is neither file nor folder, and what cannot be
/// read, which that program could not read either.
fn copy_one(root: &Path, source: &Path, target: &Path) -> io::Result<()> {
    if fs::symlink_metadata(source)?.is_dir() {
        return fs::create_dir(target);
    }
    let Ok(real) = fs::canonicalize(source) else {
        return Ok(());
    };
    if !real.starts_with(root) || !fs::metadata(&real)?.is_file() {
        return Ok(());
    }
    match fs::copy(&real, target) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        copied => copied.map(drop),
    }
}

/// Whether a path below a folder is in no copy of it.
pub fn is_left_out(relative: &Path) -> bool {
    let Some(name) = relative.file_name().and_then(OsStr::to_str) else {
        return false;
    };
    let is_in_target = relative
        .ancestors()
        .skip(1)
        .any(|folder| folder.file_name() == Some(OsStr::new("target")));
    LEFT_OUT.contains(&name) || (is_in_target && CARGOS_OWN.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, file).expect("a file");
        }
        folder
    }

    #[test]
    fn a_copy_is_whole_but_for_what_no_program_needs() {
        let from = folder(&[
            "a.py",
            "data/users.csv",
            ".git/HEAD",
            "target/release/server",
            "target/release/deps/server-1",
            "lib/deps/of-its-own",
        ]);
        let to = folder(&[]);
        copy(from.path(), to.path()).expect("a copy");
        for kept in [
            "a.py",
            "data/users.csv",
            "target/release/server",
            "lib/deps/of-its-own",
        ] {
            let text = fs::read_to_string(to.path().join(kept)).expect("copied");
            assert_eq!(text, kept);
        }
        assert!(!to.path().join(".git").exists());
        assert!(!to.path().join("target/release/deps").exists());
    }

    #[test]
    fn what_is_too_large_is_said() {
        let from = folder(&["a"]);
        let file = fs::File::create(from.path().join("film")).expect("a file");
        file.set_len(MOST_BYTES).expect("a long file");
        let error = list(from.path()).expect_err("too large").to_string();
        assert!(error.contains("more than 256 MiB"), "{error}");
    }
}
