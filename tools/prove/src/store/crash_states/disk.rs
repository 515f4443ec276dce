//! What a disk holds of a folder: what was synced, and what may or may not have reached it.

use std::collections::BTreeMap;

/// A file, whatever its names are.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    /// What is on the disk for certain.
    pub(super) durable: Vec<u8>,
    /// What has been done to it since, in order.
    pub(super) pending: Vec<Change>,
}

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// These bytes are written here.
    Write(usize, Vec<u8>),
    /// It is cut, or grows by zeros.
    Resize(usize),
}

/// A change of a folder; files are named by their place in [`Disk::files`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A file gets a name, which may have been another's.
    Link(String, usize),
    /// A name goes away.
    Unlink(String),
    /// A name becomes another.
    Rename(String, String, usize),
}

/// The names in a folder.
pub(super) type Names = BTreeMap<String, usize>;

/// A folder and its files.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    /// Every file that ever was.
    pub(super) files: Vec<File>,
    /// The names as the system has them.
    pub(super) names: Names,
    /// The names that are on the disk for certain.
    pub(super) durable_names: Names,
    /// What has happened to names since.
    pub(super) pending: Vec<Entry>,
}

impl Change {
    /// Does it.
    pub(super) fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write(at, bytes) => {
                let end = at + bytes.len();
                content.resize(content.len().max(end), 0);
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Resize(length) => content.resize(*length, 0),
        }
    }
}

impl Entry {
    /// Does it.
    pub(super) fn apply(&self, names: &mut Names) {
        match self {
            Self::Link(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Unlink(name) => {
                names.remove(name);
            }
            Self::Rename(old, new, file) => {
                names.remove(old);
                names.insert(new.clone(), *file);
            }
        }
    }
}

impl File {
    /// What it holds where this many of the pending changes have happened.
    pub(super) fn content(&self, changes: usize) -> Vec<u8> {
        let mut content = self.durable.clone();
        for change in &self.pending[..changes] {
            change.apply(&mut content);
        }
        content
    }

    /// What the system says that it holds.
    pub(super) fn current(&self) -> Vec<u8> {
        self.content(self.pending.len())
    }

    /// The first of the pending changes are on the disk from here on.
    pub(super) fn sync(&mut self, changes: usize) {
        self.durable = self.content(changes);
        self.pending.drain(..changes);
    }
}

impl Disk {
    /// A folder in which this file is on the disk for certain.
    pub(super) fn with(name: &str, content: Vec<u8>) -> Self {
        let mut disk = Self::default();
        disk.enter(Entry::Link(name.to_owned(), 0));
        disk.sync_names(1);
        disk.files.push(File {
            durable: content,
            pending: Vec::new(),
        });
        disk
    }

    /// Changes names.
    pub(super) fn enter(&mut self, entry: Entry) {
        entry.apply(&mut self.names);
        self.pending.push(entry);
    }

    /// The first of the pending entries are on the disk from here on.
    pub(super) fn sync_names(&mut self, entries: usize) {
        for entry in self.pending.drain(..entries) {
            entry.apply(&mut self.durable_names);
        }
    }

    /// The file of this name.
    pub(super) fn named(&self, name: &str) -> Option<&File> {
        self.files.get(*self.names.get(name)?)
    }
}
