//! What a path stands for.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::moodle::{self, Group, Name};
use super::{Candidate, IntakeError, Source, project, workspace};
use crate::archive::{self, Archive, Kind, Limits, is_junk, is_packed, shown};
use crate::record::{holds_grades, is_taken};

/// The submissions of a path.
pub(super) fn candidates(path: &Path) -> Result<Vec<Candidate>, IntakeError> {
    let fail = |what: String| IntakeError {
        path: path.to_owned(),
        what,
    };
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fail("there is no such file or folder".to_owned()),
        _ => fail(format!("cannot be read: {error}")),
    })?;
    if metadata.is_dir() {
        return of_folder(path).map_err(|error| fail(format!("cannot be read: {error}")));
    }
    let kind = Kind::of(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
    match kind {
        Kind::Zip => Ok(of_zip(path)),
        Kind::None if !is_packed(path) => Err(fail("is neither a folder nor a zip".to_owned())),
        _ => Ok(vec![single(path)]),
    }
}

/// Moodle's zip, or one submission's. A submission's that is broken is found out later, and said
/// to its author.
fn of_zip(path: &Path) -> Vec<Candidate> {
    let Ok(archive) = Archive::open(path, &Limits::CLASS) else {
        return vec![single(path)];
    };
    let tops = archive
        .entries()
        .iter()
        .filter_map(|entry| entry.path.split('/').next());
    let groups = moodle::groups(tops);
    if groups.is_empty() {
        return vec![single(path)];
    }
    let archive = Rc::new(RefCell::new(archive));
    let candidates = groups.into_values().map(|group| {
        let origin = path.join(&group.name.folder);
        of_group(
            &group,
            origin,
            Source::Packed(Rc::clone(&archive), group.clone()),
        )
    });
    candidates.collect()
}

fn of_group(group: &Group, origin: PathBuf, source: Source) -> Candidate {
    let mut notes = Vec::new();
    if group.has_online_text {
        notes.push("there is also a text typed in Moodle, which was not looked at".to_owned());
    }
    Candidate {
        name: shown(&group.name.person),
        participant: Some(group.name.participant),
        moodle_folder: Some(group.name.folder.clone()),
        origin,
        source,
        notes,
    }
}

fn of_folder(path: &Path) -> std::io::Result<Vec<Candidate>> {
    let children = children(path)?;
    let names: Vec<_> = children
        .iter()
        .filter_map(|child| child.file_name()?.to_str())
        .collect();
    let groups = moodle::groups(names.into_iter());
    if !groups.is_empty() {
        let mut candidates: Vec<_> = groups
            .into_values()
            .map(|group| of_unpacked(path, &group, &children))
            .collect();
        let others = children.iter().filter(|child| moodle_name(child).is_none());
        candidates.extend(
            others
                .filter(|child| child.is_dir())
                .map(|child| single(child)),
        );
        return Ok(candidates);
    }
    if project::has_programs(path) || project::is_pair(&children) {
        return Ok(vec![own_or_member(path)]);
    }
    let submissions = children
        .iter()
        .filter(|child| is_packed(child) || project::is_submission(child));
    if submissions.count() < 2 {
        return Ok(vec![own_or_member(path)]);
    }
    let candidates = children
        .iter()
        .filter(|child| child.is_dir() || is_packed(child));
    Ok(candidates.map(|child| single(child)).collect())
}

/// A participant of Moodle's zip that somebody has unpacked.
fn of_unpacked(path: &Path, group: &Group, children: &[PathBuf]) -> Candidate {
    let is_own = |child: &&PathBuf| {
        moodle_name(child)
            .is_some_and(|name| name.participant == group.name.participant && !name.is_online_text)
    };
    let own: Vec<_> = children.iter().filter(is_own).cloned().collect();
    let origin = own
        .first()
        .cloned()
        .unwrap_or_else(|| path.join(&group.name.folder));
    let source = match own.as_slice() {
        [folder] if folder.is_dir() => Source::Folder(folder.clone()),
        _ => Source::Files(own),
    };
    of_group(group, origin, source)
}

fn moodle_name(path: &Path) -> Option<Name> {
    Name::parse(path.file_name()?.to_str()?)
}

/// One submission, named after its folder or archive.
fn single(path: &Path) -> Candidate {
    let is_folder = path.is_dir();
    let name = if is_folder {
        folder_name(path)
    } else {
        archive::stem(path)
    };
    // A part of Moodle's zip that somebody names alone.
    let moodle = moodle_name(path);
    Candidate {
        name: shown(moodle.as_ref().map_or(&name, |moodle| &moodle.person)),
        participant: moodle.as_ref().map(|moodle| moodle.participant),
        moodle_folder: moodle.map(|moodle| moodle.folder),
        origin: path.to_owned(),
        source: if is_folder {
            Source::Folder(path.to_owned())
        } else {
            Source::Files(vec![path.to_owned()])
        },
        notes: Vec::new(),
    }
}

/// A folder that was named itself may be a package of the instructor's own workspace.
fn own_or_member(path: &Path) -> Candidate {
    let mut candidate = single(path);
    if let Some(workspace) = workspace::around(path) {
        candidate.source = Source::Member(workspace, path.to_owned());
    }
    candidate
}

/// `.` has a name too.
fn folder_name(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// What is in a folder, without what is hidden, links, and folders of grades, sorted.
fn children(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_wanted = !name.starts_with('.') && !is_junk(&name);
        let path = entry.path();
        if is_wanted && !entry.file_type()?.is_symlink() && !is_of_grades(&path) {
            children.push(path);
        }
    }
    children.sort();
    Ok(children)
}

/// Whether a folder is one of grades and not handed in, whatever is called so in it: there are no
/// programs in one, and a zip only of feedback files.
fn is_of_grades(folder: &Path) -> bool {
    is_taken(folder)
        && project::find(folder).is_none()
        && (holds_grades(folder) || !project::is_submission(folder))
}
