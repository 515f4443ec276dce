//! From what an instructor names to a list of submissions: folders, zips, folders of them, and
//! Moodle's zip of a whole class. What is wrong with one submission is said there, and stops no
//! other.

mod digest;
mod ids;
pub mod moodle;
mod paths;
mod project;
mod settle;
mod tree;
pub(crate) mod workspace;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::archive::Archive;
use crate::graded::Who;
pub use ids::{Ids, safe_id};
pub use project::is_submission;

/// A submission that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whose it is; the id is unique in a list.
    pub who: Who,
    /// The folder with the programs: the original, or unpacked in the scratch folder.
    pub root: PathBuf,
    /// Where it comes from: the path that was named, or one below it.
    pub origin: PathBuf,
    /// SHA-256, in hexadecimal, of the sorted relative paths and what is in the files, without what
    /// is never copied. Empty where there is a problem.
    pub digest: String,
    /// Why it cannot be graded, in a line for the student and the instructor.
    pub problem: Option<String>,
    /// What the instructor may want to know, a line each.
    pub notes: Vec<String>,
}

/// A path that nothing can be done with, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {what}", path.display())]
pub struct IntakeError {
    /// As it was named.
    pub path: PathBuf,
    /// What is wrong, and what to do.
    pub what: String,
}

/// Something handed in, not yet unpacked.
struct Candidate {
    name: String,
    participant: Option<u64>,
    moodle_folder: Option<String>,
    origin: PathBuf,
    source: Source,
    notes: Vec<String>,
}

/// Where the files are.
enum Source {
    /// A folder of its own.
    Folder(PathBuf),
    /// An archive, or a single file.
    Files(Vec<PathBuf>),
    /// Part of an archive: entries and where they go.
    Packed(Rc<RefCell<Archive>>, moodle::Group),
    /// A package of a Cargo workspace: the workspace's folder, and the package's.
    Member(PathBuf, PathBuf),
}

/// Finds the submissions of these paths, and unpacks into `scratch`, an empty folder, what is
/// packed. Sorted by name.
///
/// # Errors
/// Names the path that is not there, is neither a folder nor an archive, or cannot be read as a
/// whole.
pub fn find(paths: &[PathBuf], scratch: &Path) -> Result<Vec<Found>, IntakeError> {
    let mut candidates = Vec::new();
    for path in paths {
        candidates.extend(paths::candidates(path)?);
    }
    candidates.sort_by_key(|candidate| (candidate.name.to_lowercase(), candidate.origin.clone()));
    one_for_each_participant(&mut candidates);
    let mut ids = Ids::default();
    let found = candidates.into_iter().map(|candidate| {
        let id = ids.next(candidate.participant, &candidate.name);
        settle::settle(candidate, id, scratch)
    });
    Ok(found.collect())
}

/// Of several with one number the first keeps it: a worksheet has one row for it.
fn one_for_each_participant(candidates: &mut [Candidate]) {
    for index in 0..candidates.len() {
        let (before, rest) = candidates.split_at_mut(index);
        let Some(number) = rest[0].participant else {
            continue;
        };
        if let Some(first) = before
            .iter_mut()
            .find(|other| other.participant == Some(number))
        {
            let note = |origin: &Path| {
                format!(
                    "participant {number} has handed in more than once, see also {}",
                    origin.display()
                )
            };
            first.notes.push(note(&rest[0].origin));
            rest[0]
                .notes
                .push(note(&first.origin) + ": only that one gets into the worksheet");
            rest[0].participant = None;
            rest[0].moodle_folder = None;
        }
    }
}
