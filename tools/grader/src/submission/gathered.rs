//! What was handed in, without what could lead anywhere else: links, devices, settings of toolchains.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use testkit::working_copy::{CopyError, MOST_BYTES, MOST_FILES};

/// Files that replace Cargo's compiler or linker, or choose another toolchain (the Cargo book,
/// "Configuration"; the rustup book, "Overrides"), by the ends of their paths.
const SETTINGS: [&str; 4] = [
    ".cargo/config.toml",
    ".cargo/config",
    "rust-toolchain.toml",
    "rust-toolchain",
];

/// The most things left out that are named: more do not tell more.
const MOST_NAMED: usize = 20;

/// A plain copy of what was handed in, which everybody may read. It is removed with this value.
#[derive(Debug)]
pub struct Gathered {
    folder: TempDir,
    /// What is not in it, and why, in words. A name is escaped as Rust does it.
    pub left_out: Vec<String>,
}

impl Gathered {
    /// The copy.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Copies the files of a folder. A link is followed to a file of the same folder only; what cannot
/// be read, and what is neither file nor folder, is left out. Where something `is_built`, what a
/// build has left (`target`) is left out too. The copy is made in the folder `scratch`.
///
/// # Errors
/// Where it is too large, or cannot be written.
pub fn gather(from: &Path, is_built: bool, scratch: &Path) -> Result<Gathered, CopyError> {
    let mut folder = tempfile::Builder::new();
    let folder = folder.prefix("submission-").tempdir_in(scratch);
    let folder = folder.map_err(|error| failed(scratch, error))?;
    everybodys(folder.path()).map_err(|error| failed(folder.path(), error))?;
    let mut gathering = Gathering {
        root: fs::canonicalize(from).map_err(|error| failed(from, error))?,
        to: folder.path().to_owned(),
        is_built,
        left_out: Vec::new(),
        files: 0,
        bytes: 0,
    };
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        open.extend(gathering.folder(&below)?);
    }
    let left_out = gathering.left_out;
    Ok(Gathered { folder, left_out })
}

fn failed(path: &Path, source: io::Error) -> CopyError {
    let path = path.to_owned();
    CopyError::Io { path, source }
}

struct Gathering {
    root: PathBuf,
    to: PathBuf,
    is_built: bool,
    left_out: Vec<String>,
    files: usize,
    bytes: u64,
}

impl Gathering {
    /// Copies what is in a folder; gives the folders in it.
    fn folder(&mut self, below: &Path) -> Result<Vec<PathBuf>, CopyError> {
        let mut folders = Vec::new();
        let Ok(entries) = fs::read_dir(self.root.join(below)) else {
            self.leave_out(below, "a folder that cannot be read");
            return Ok(folders);
        };
        for entry in entries.flatten() {
            let relative = below.join(entry.file_name());
            self.files += 1;
            if self.files > MOST_FILES {
                return Err(CopyError::TooLarge(self.root.clone()));
            }
            if self.is_wanted(&relative) && self.one(&relative)? {
                folders.push(relative);
            }
        }
        Ok(folders)
    }

    fn is_wanted(&mut self, relative: &Path) -> bool {
        if SETTINGS.iter().any(|settings| relative.ends_with(settings)) {
            self.leave_out(relative, "settings of a toolchain, which are not obeyed");
            return false;
        }
        let name = relative.file_name();
        let is_left = self.is_built && name == Some(OsStr::new("target"));
        name != Some(OsStr::new(".git")) && !(is_left && self.root.join(relative).is_dir())
    }

    /// Copies a file; says whether it is a folder, whose copy is made.
    fn one(&mut self, relative: &Path) -> Result<bool, CopyError> {
        let (source, target) = (self.root.join(relative), self.to.join(relative));
        let written = |result: io::Result<()>| result.map_err(|error| failed(&target, error));
        let Ok(metadata) = fs::symlink_metadata(&source) else {
            self.leave_out(relative, "it cannot be read");
            return Ok(false);
        };
        if metadata.is_dir() {
            written(fs::create_dir(&target).and_then(|()| everybodys(&target)))?;
            return Ok(true);
        }
        let file = match self.file(&source) {
            Ok(file) => file,
            Err(why) => {
                self.leave_out(relative, why);
                return Ok(false);
            }
        };
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        self.bytes += size;
        if self.bytes > MOST_BYTES {
            return Err(CopyError::TooLarge(self.root.clone()));
        }
        written(copy(file, &target, size))?;
        Ok(false)
    }

    /// Opens a file of the folder. A pipe is never opened: it would wait for somebody who writes.
    fn file(&self, source: &Path) -> Result<File, &'static str> {
        let path = fs::canonicalize(source).map_err(|_| "a link that leads nowhere")?;
        if !path.starts_with(&self.root) {
            return Err("a link to the outside");
        }
        let metadata = fs::metadata(&path).map_err(|_| "it cannot be read")?;
        match metadata.is_file() {
            true => File::open(path).map_err(|_| "it cannot be read"),
            false if metadata.is_dir() => Err("a link to a folder"),
            false => Err("neither a file nor a folder"),
        }
    }

    fn leave_out(&mut self, relative: &Path, why: &str) {
        match self.left_out.len() {
            MOST_NAMED => self.left_out.push("and more".to_owned()),
            0..MOST_NAMED => {
                let name = relative.to_string_lossy();
                self.left_out
                    .push(format!("`{}`: {why}", name.escape_debug()));
            }
            _ => {}
        }
    }
}

/// A file that grows meanwhile is cut.
fn copy(file: File, target: &Path, size: u64) -> io::Result<()> {
    use std::io::Read;
    io::copy(&mut file.take(size), &mut File::create(target)?)?;
    everybodys(target)
}

/// Everybody may read and run it: a zip often does not say what is a program.
#[cfg(unix)]
fn everybodys(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn everybodys(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
