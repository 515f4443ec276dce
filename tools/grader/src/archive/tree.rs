//! The folder that is unpacked into: harmless names, each once, however the file system compares
//! them.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::name::{harmless, shown};

/// Paths below a folder.
pub(super) struct Tree {
    root: PathBuf,
    /// What stands under a path in small letters, as far as it was made here.
    folders: HashMap<PathBuf, PathBuf>,
    notes: Vec<String>,
}

/// So many notes of other names are kept; a hostile archive has thousands.
const MOST_NOTES: usize = 20;

impl Tree {
    pub(super) fn new(root: &Path) -> Tree {
        Tree {
            root: root.to_owned(),
            folders: HashMap::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    /// The folder of these parts; it is made where it is missing. `A` and `a` are one folder, as on
    /// Windows and macOS.
    pub(super) fn folder(&mut self, parts: &[&str]) -> io::Result<PathBuf> {
        let mut path = self.root.clone();
        for part in parts {
            let safe = harmless(part);
            let key = path.join(safe.to_lowercase());
            path = if let Some(known) = self.folders.get(&key) {
                known.clone()
            } else {
                let path = path.join(&safe);
                match fs::create_dir(&path) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {
                    }
                    made => made?,
                }
                self.renamed(part, &safe);
                self.folders.insert(key, path.clone());
                path
            };
        }
        Ok(path)
    }

    /// A new file of these parts; where one of its name is there, it gets another name.
    pub(super) fn file(&mut self, parts: &[&str]) -> io::Result<File> {
        let Some((name, folders)) = parts.split_last() else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let folder = self.folder(folders)?;
        let safe = harmless(name);
        for number in 1..=MOST_NAMESAKES {
            let tried = numbered(&safe, number);
            let key = folder.join(tried.to_lowercase());
            if self.folders.contains_key(&key) {
                continue;
            }
            match OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(folder.join(&tried))
            {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => {
                    // So that nothing that differs in case alone is written over it.
                    self.folders.insert(key, folder.join(&tried));
                    self.renamed(name, &tried);
                    return opened;
                }
            }
        }
        Err(io::Error::other("there are too many files of this name"))
    }

    fn renamed(&mut self, packed: &str, safe: &str) {
        if packed != safe && self.notes.len() < MOST_NOTES {
            self.notes
                .push(format!("`{}` was renamed `{safe}`", shown(packed)));
        }
    }
}

/// So many names are tried for a file.
const MOST_NAMESAKES: usize = 100;

/// `a.py` is `a~2.py` where it is the second one.
fn numbered(name: &str, number: usize) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, end))) if !stem.is_empty() => format!("{stem}~{number}.{end}"),
        _ => format!("{name}~{number}"),
    }
}
