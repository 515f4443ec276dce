//! One submission: unpacked, its programs looked for, its digest taken.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Candidate, Found, Source, digest, project, tree, workspace};
use crate::archive::{self, Archive, ArchiveError, Budget, Kind, Limits, is_packed, shown};
use crate::graded::Who;

/// A zip in a zip in a zip.
const MOST_NESTED: usize = 3;

/// What is done for one submission.
struct Work {
    folder: PathBuf,
    notes: Vec<String>,
    /// Archives that could not be unpacked.
    faults: Vec<String>,
    budget: Budget,
}

/// Makes it ready to be graded, or says what is wrong with it.
pub(super) fn settle(candidate: Candidate, id: String, scratch: &Path) -> Found {
    let mut work = Work {
        folder: scratch.join(&id),
        notes: candidate.notes,
        faults: Vec::new(),
        budget: Budget::default(),
    };
    let who = Who {
        id,
        name: candidate.name,
        participant: candidate.participant,
        moodle_folder: candidate.moodle_folder,
    };
    let ready = work.run(&candidate.source).and_then(|root| {
        let digest = digest::of(&root).map_err(|error| error.to_string())?;
        Ok((root, digest))
    });
    let (root, digest, problem) = match ready {
        Ok((root, digest)) => (root, digest, None),
        Err(problem) => (work.folder, String::new(), Some(problem)),
    };
    Found {
        who,
        root,
        origin: candidate.origin,
        digest,
        problem,
        notes: work.notes,
    }
}

impl Work {
    fn run(&mut self, source: &Source) -> Result<PathBuf, String> {
        match source {
            Source::Member(workspace, package) => {
                return workspace::stage(workspace, package, &self.folder);
            }
            Source::Folder(folder) if !needs_unpacking(folder) => self.folder.clone_from(folder),
            Source::Folder(folder) => {
                self.make_folder()?;
                tree::copy(folder, &self.folder).map_err(|error| error.to_string())?;
            }
            Source::Files(files) => {
                self.make_folder()?;
                files.iter().try_for_each(|file| self.bring(file))?;
            }
            Source::Packed(archive, group) => {
                self.make_folder()?;
                let unpacked =
                    archive
                        .borrow_mut()
                        .unpack(&self.folder, &mut self.budget, |entry| group.place(entry));
                self.notes
                    .extend(unpacked.map_err(|error| error.to_string())?);
            }
        }
        if !matches!(source, Source::Folder(folder) if *folder == self.folder) {
            self.unpack_all(&self.folder.clone(), 0)?;
        }
        self.find_root()
    }

    fn find_root(&mut self) -> Result<PathBuf, String> {
        if let Some(project) = project::find(&self.folder) {
            self.notes.extend(project.notes);
            self.notes.append(&mut self.faults);
            return Ok(project.root);
        }
        if let Some(fault) = self.faults.first() {
            return Err(fault.clone());
        }
        if tree::is_empty(&self.folder) {
            return Err("nothing was handed in".to_owned());
        }
        Ok(tree::innermost(&self.folder))
    }

    fn make_folder(&self) -> Result<(), String> {
        fs::create_dir_all(&self.folder)
            .map_err(|error| format!("{} cannot be made: {error}", self.folder.display()))
    }

    /// Copies a file or folder to the others.
    fn bring(&self, path: &Path) -> Result<(), String> {
        let said = |error: io::Error| format!("{} cannot be copied: {error}", path.display());
        if path.is_dir() {
            return tree::copy(path, &self.folder).map_err(|error| error.to_string());
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Moodle without folders puts the person before the file's name.
        let name = super::moodle::Name::parse(&name)
            .and_then(|name| name.file)
            .unwrap_or(name.into_owned());
        fs::copy(path, self.folder.join(archive::harmless(&name)))
            .map(drop)
            .map_err(said)
    }

    /// Unpacks what is packed in a folder, unless there are programs beside it.
    fn unpack_all(&mut self, folder: &Path, depth: usize) -> Result<(), String> {
        if project::find(folder).is_some() {
            return Ok(());
        }
        for file in tree::archives(folder).map_err(|error| format!("cannot be read: {error}"))? {
            let name = shown(&file.file_name().unwrap_or_default().to_string_lossy());
            if depth == MOST_NESTED {
                self.faults.push(format!(
                    "`{name}` is packed more than {MOST_NESTED} times: hand in one zip"
                ));
                continue;
            }
            match self.unpack_one(&file) {
                Ok(unpacked) => self.unpack_all(&unpacked, depth + 1)?,
                Err(error) => self.faults.push(error.to_string()),
            }
        }
        Ok(())
    }

    /// Unpacks a file into a folder of its own, and takes the file away; of one that is refused
    /// nothing is left.
    fn unpack_one(&mut self, file: &Path) -> Result<PathBuf, ArchiveError> {
        let mut archive = Archive::open(file, &Limits::SUBMISSION)?;
        let into = free_folder(file);
        let fail = |error: io::Error| ArchiveError {
            archive: shown(&file.file_name().unwrap_or_default().to_string_lossy()),
            entry: None,
            what: format!("cannot be unpacked here: {error}"),
        };
        fs::create_dir(&into).map_err(fail)?;
        match archive.unpack(&into, &mut self.budget, |entry| Some(entry.path.clone())) {
            Ok(notes) => {
                self.notes.extend(notes);
                fs::remove_file(file).map_err(fail)?;
                Ok(into)
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&into);
                Err(error)
            }
        }
    }
}

/// A folder beside the archive, named as it is.
fn free_folder(file: &Path) -> PathBuf {
    let stem = archive::harmless(&archive::stem(file));
    let names = (1..).map(|number| {
        if number == 1 {
            stem.clone()
        } else {
            format!("{stem}~{number}")
        }
    });
    let free = names
        .map(|name| file.with_file_name(name))
        .find(|path| fs::symlink_metadata(path).is_err());
    free.unwrap_or_else(|| file.with_extension("unpacked"))
}

/// Whether a folder has archives, and no programs beside them.
fn needs_unpacking(folder: &Path) -> bool {
    let is_archive =
        |path: &PathBuf| is_packed(path) || Kind::of(path).is_ok_and(|kind| kind == Kind::Zip);
    project::find(folder).is_none()
        && tree::archives(folder).is_ok_and(|archives| archives.iter().any(is_archive))
}
