//! From a path to a list of submissions, with archives made here.

mod archives;
mod assumptions;
mod discovery;
#[path = "../support/moodle.rs"]
mod moodle;
mod raw_zip;
mod shapes;
mod similarity;

use std::fs;
use std::path::{Path, PathBuf};

use grader::intake::{self, Found};
use tempfile::TempDir;

/// A folder with these files; a name with `/` at its end is an empty folder.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).expect("a folder");
        } else {
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }
    folder
}

/// What is found at one path; the unpacked files live as long as the folder that comes with it.
fn find(path: &Path) -> (Vec<Found>, TempDir) {
    let scratch = tempfile::tempdir().expect("a folder");
    let found = intake::find(&[path.to_owned()], scratch.path()).expect("submissions");
    (found, scratch)
}

/// The files below a folder, with `/`, sorted.
fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(root.join(&below)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = below.join(entry.file_name());
            if entry.file_type().expect("a kind").is_dir() {
                open.push(path);
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
