//! The folder of a class's grades: what was asked, and what was seen of each submission.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::command::Shown;
use crate::evidence::{self, Evidence};
use crate::framing::Choice;
use crate::graded::Who;
use crate::whole_file::{self, TEMPORARY};

/// What was asked.
const RUN: &str = "run.json";

/// The evidence, a file for each submission.
const EVIDENCE: &str = "evidence";

/// The evidence from before it was graded anew.
const EVIDENCE_BEFORE: &str = "evidence.before";

/// Locked by the process that writes here; by this name such a folder is known.
const LOCK: &str = ".cargo-grade";

/// The folder, held by this process alone.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    // Unlocked when it is dropped.
    _lock: File,
}

/// What was asked: enough to go on after an interruption, and to score again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// [`evidence::FORMAT`], when it was written.
    pub format: u32,
    /// Where the submissions were, as it was typed.
    pub paths: Vec<PathBuf>,
    /// The rubric as it was asked for: a name, or a file.
    pub rubric: String,
    /// How lines end, as it was asked for; none leaves it to the rubric.
    pub framing: Option<Choice>,
    /// What chooses logins and texts.
    pub seed: u64,
    /// How results are shown.
    #[serde(default)]
    pub shown: Shown,
    /// All submissions, in the order in which they are shown.
    pub submissions: Vec<Entry>,
}

/// A submission, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose it is.
    pub who: Who,
    /// Of all its files: another one wants to be graded again.
    pub digest: String,
    /// What a person should know of it, in words.
    pub notes: Vec<String>,
}

/// What is wrong with the folder, in a line.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Another process writes there.
    #[error("{} is being written by another `cargo grade`; wait for it, or take another --out", .0.display())]
    InUse(PathBuf),
    /// Nothing was graded there.
    #[error("{} holds no grades: `cargo grade PATH` makes them, --out DIR names another folder", .0.display())]
    Nothing(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {message}; it was changed, or written by another version: grade anew into another --out", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl Folder {
    /// Takes the folder, which is made where it is missing.
    ///
    /// # Errors
    /// Where it cannot be made, or somebody else writes there.
    pub fn take(path: &Path) -> Result<Folder, RecordError> {
        let evidence = path.join(EVIDENCE);
        fs::create_dir_all(&evidence).map_err(|source| io_error(&evidence, source))?;
        let file = path.join(LOCK);
        let lock = File::create(&file).map_err(|source| io_error(&file, source))?;
        match lock.try_lock() {
            Ok(()) => {
                sweep(path);
                sweep(&evidence);
                Ok(Folder {
                    path: path.to_owned(),
                    _lock: lock,
                })
            }
            Err(TryLockError::WouldBlock) => Err(RecordError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(io_error(&file, source)),
        }
    }

    /// Takes the folder where something was begun.
    ///
    /// # Errors
    /// As [`Folder::take`], and where nothing is there.
    pub fn open(path: &Path) -> Result<Folder, RecordError> {
        if path.join(RUN).is_file() {
            Folder::take(path)
        } else {
            Err(RecordError::Nothing(path.to_owned()))
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder for what is unpacked and copied, which is removed with this value. Where this process
    /// is killed, the next one that takes the folder removes it.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn scratch(&self) -> Result<TempDir, RecordError> {
        let made = std::path::absolute(&self.path)
            .and_then(|path| tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(path));
        made.map_err(|source| io_error(&self.path, source))
    }

    /// What was asked; none where nothing was begun here.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn run(&self) -> Result<Option<Run>, RecordError> {
        let run: Option<Run> = read(&self.path.join(RUN))?;
        self.known_format(RUN.as_ref(), run, |run| run.format)
    }

    /// Writes down what is asked.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(&self, run: &Run) -> Result<(), RecordError> {
        write(&self.path.join(RUN), run)
    }

    /// Puts all evidence aside, in place of what was put aside before: everything is to be graded
    /// anew, also by those who go on after an interruption.
    ///
    /// # Errors
    /// Where it cannot be moved.
    pub fn set_aside(&self) -> Result<(), RecordError> {
        let [now, before] = [EVIDENCE, EVIDENCE_BEFORE].map(|name| self.path.join(name));
        match fs::remove_dir_all(&before) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.map_err(|source| io_error(&before, source))?,
        }
        fs::rename(&now, &before).map_err(|source| io_error(&now, source))?;
        fs::create_dir(&now).map_err(|source| io_error(&now, source))
    }

    /// What was seen of a submission; none where it has not been graded.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn evidence(&self, id: &str) -> Result<Option<Evidence>, RecordError> {
        let file = Path::new(EVIDENCE).join(format!("{id}.json"));
        let evidence: Option<Evidence> = read(&self.path.join(&file))?;
        self.known_format(&file, evidence, |evidence| evidence.format)
    }

    /// Writes down what was seen of a submission: whole, or not at all.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, evidence: &Evidence) -> Result<(), RecordError> {
        let file = self
            .path
            .join(EVIDENCE)
            .join(format!("{}.json", evidence.id));
        write(&file, evidence)
    }

    fn known_format<T>(
        &self,
        file: &Path,
        value: Option<T>,
        format: impl Fn(&T) -> u32,
    ) -> Result<Option<T>, RecordError> {
        match value {
            Some(value) if format(&value) != evidence::FORMAT => Err(RecordError::Damaged {
                path: self.path.join(file),
                message: format!("its format is {}", format(&value)),
            }),
            value => Ok(value),
        }
    }
}

/// Whether a folder has been taken for grades, as far as its name for that goes: anybody can make one.
pub fn is_taken(folder: &Path) -> bool {
    folder.join(LOCK).is_file()
}

/// Whether grades were begun in such a folder by this version.
pub fn holds_grades(folder: &Path) -> bool {
    let run = read::<Run>(&folder.join(RUN));
    is_taken(folder) && run.is_ok_and(|run| run.is_some_and(|run| run.format == evidence::FORMAT))
}

/// Removes what a killed process has left. What cannot be removed is in nobody's way.
fn sweep(path: &Path) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
        }
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, RecordError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|source| io_error(path, source))?,
    };
    let value = serde_json::from_str(&text);
    value.map(Some).map_err(|error| RecordError::Damaged {
        path: path.to_owned(),
        message: error.to_string(),
    })
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), RecordError> {
    let bytes = serde_json::to_vec_pretty(value).map_err(io::Error::other);
    let written = bytes.and_then(|bytes| whole_file::write(path, &bytes));
    written.map_err(|source| io_error(path, source))
}

fn io_error(path: &Path, source: io::Error) -> RecordError {
    RecordError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::take(&place.path().join("grades")).expect("taken");
        (place, folder)
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let (_place, folder) = folder();
        assert_eq!(folder.evidence("7").expect("none"), None);
        let evidence = Evidence::fault("7", "0", 1, "no bubblewrap");
        folder.keep(&evidence).expect("kept");
        assert_eq!(folder.evidence("7").expect("found"), Some(evidence));
    }

    #[test]
    fn what_a_killed_process_has_left_is_removed() {
        let (_place, folder) = folder();
        let path = folder.path().to_owned();
        let scratch = folder.scratch().expect("a folder").keep();
        let file = path.join("evidence").join(format!("{TEMPORARY}x"));
        fs::write(&file, "half").expect("written");
        drop(folder);
        Folder::take(&path).expect("taken again");
        assert!(!scratch.exists() && !file.exists());
    }

    #[test]
    fn what_was_set_aside_does_not_count() {
        let (_place, folder) = folder();
        for why in ["one", "two"] {
            let evidence = Evidence::fault("7", "0", 1, why);
            folder.keep(&evidence).expect("kept");
            folder.set_aside().expect("set aside");
            assert_eq!(folder.evidence("7").expect("none"), None);
        }
        let before = folder.path().join("evidence.before/7.json");
        assert!(fs::read_to_string(before).expect("kept").contains("two"));
    }

    #[test]
    fn two_do_not_write_at_once() {
        let (_place, folder) = folder();
        let second = Folder::take(folder.path()).expect_err("it is taken");
        assert!(
            second.to_string().contains("is being written by another"),
            "{second}"
        );
        let path = folder.path().to_owned();
        drop(folder);
        Folder::take(&path).expect("free again");
    }

    #[test]
    fn what_is_damaged_is_named() {
        let (_place, folder) = folder();
        for wrong in ["{\"format\": 1", "[]", ""] {
            fs::write(folder.path().join("evidence/7.json"), wrong).expect("written");
            let error = folder.evidence("7").expect_err("damaged").to_string();
            assert!(error.contains("7.json: "), "{error}");
        }
        let mut old = Evidence::fault("7", "0", 1, "nothing");
        old.format = 99;
        folder.keep(&old).expect("kept");
        let error = folder
            .evidence("7")
            .expect_err("another format")
            .to_string();
        assert!(error.contains("its format is 99"), "{error}");
    }
}
