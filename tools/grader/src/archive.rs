//! Zips from strangers, unpacked so that nothing comes to lie outside, and nothing grows without
//! bounds.
//!
//! Refused as a whole: a path that leads outside, two entries of one name or of the same bytes (of
//! which two programs would unpack two different things), a password, a bomb. Left out, with a note:
//! links and devices, which honest systems pack too. What no program needs is not unpacked at all.

mod kind;
pub mod limits;
mod name;
mod reader;
mod tree;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

pub use kind::{Kind, is_packed};
pub use limits::{Budget, Limits};
pub use name::{harmless, is_junk, shown};
use reader::Bounded;
use tree::Tree;

/// What a unix mode says about the kind of a file (`S_IFMT`, inode(7)).
const KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const REGULAR: u32 = 0o100_000;
const LINK: u32 = 0o120_000;

/// Why an archive is not unpacked: one line, with the archive's name and the entry's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{archive}`{}: {what}", entry.as_ref().map(|entry| format!(", `{entry}`")).unwrap_or_default())]
pub struct ArchiveError {
    /// The archive's name, fit to be shown.
    pub archive: String,
    /// The entry that it is about, fit to be shown.
    pub entry: Option<String>,
    /// What is wrong, and what to do.
    pub what: String,
}

/// An entry, before it is unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path as it was packed, with `/` between the parts.
    pub path: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    index: usize,
}

/// A zip, opened.
pub struct Archive {
    name: String,
    zip: ZipArchive<Bounded<BufReader<File>>>,
    entries: Vec<Entry>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Archive")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Opens a zip and reads its list of entries.
    ///
    /// # Errors
    /// Where it is no zip, is damaged, or has too many entries, entries that overlap, or two of the
    /// same name.
    pub fn open(path: &Path, limits: &Limits) -> Result<Archive, ArchiveError> {
        let name = shown(
            &path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy(),
        );
        let fail = |what: String| ArchiveError {
            archive: name.clone(),
            entry: None,
            what,
        };
        let kind = Kind::of(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
        kind.is_readable().map_err(fail)?;
        let file = File::open(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
        let (reader, bound) = Bounded::new(BufReader::new(file), limits.list_bytes);
        let mut zip = ZipArchive::new(reader).map_err(|error| fail(said(&error)))?;
        if zip.len() > limits.entries {
            return Err(fail(format!(
                "has {} entries; at most {} are read",
                zip.len(),
                limits.entries
            )));
        }
        if zip.has_duplicate_names() {
            return Err(fail(
                "has two entries of the same name; pack it again".to_owned(),
            ));
        }
        bound.set(limits.list_bytes);
        if zip
            .has_overlapping_entries()
            .map_err(|error| fail(said(&error)))?
        {
            return Err(fail("has entries that overlap; pack it again".to_owned()));
        }
        bound.set(u64::MAX);
        let entries = list(&mut zip).map_err(|error| fail(said(&error)))?;
        Ok(Archive { name, zip, entries })
    }

    /// The entries, in the order of the archive.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Unpacks into a folder that is there. `place` says under which path an entry goes, or that it
    /// is not wanted. Gives notes of what was left out or got another name.
    ///
    /// # Errors
    /// Where an entry leads outside, is encrypted or damaged, or the budget is used up; what was
    /// unpacked by then stays.
    pub fn unpack(
        &mut self,
        into: &Path,
        budget: &mut Budget,
        place: impl Fn(&Entry) -> Option<String>,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut tree = Tree::new(into);
        let mut left_out = BTreeSet::new();
        for entry in self.entries.clone() {
            let Some(path) = place(&entry) else { continue };
            self.unpack_one(&entry, &path, &mut tree, budget, &mut left_out)
                .map_err(|what| ArchiveError {
                    archive: self.name.clone(),
                    entry: Some(shown(&entry.path)),
                    what,
                })?;
        }
        let mut notes = tree.into_notes();
        notes.extend(
            left_out
                .into_iter()
                .map(|(path, what)| format!("`{path}` is {what} and was left out")),
        );
        Ok(notes)
    }

    fn unpack_one(
        &mut self,
        entry: &Entry,
        path: &str,
        tree: &mut Tree,
        budget: &mut Budget,
        left_out: &mut BTreeSet<(String, &'static str)>,
    ) -> Result<(), String> {
        // Also of what is left out: who packs such a path means harm.
        let parts = name::inside(path)?;
        if name::is_left_out(&parts) || parts.is_empty() {
            return Ok(());
        }
        let mut file = self
            .zip
            .by_index(entry.index)
            .map_err(|error| said(&error))?;
        if let Some(what) = not_a_file(file.unix_mode()) {
            left_out.insert((shown(&entry.path), what));
            return Ok(());
        }
        budget.take_entry()?;
        if entry.is_folder {
            return tree
                .folder(&parts)
                .map(drop)
                .map_err(|error| written(&error));
        }
        if !matches!(
            file.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(
                "is packed in a way that few programs know; pack it again as a plain zip".into(),
            );
        }
        let packed = file.compressed_size();
        let mut target = tree.file(&parts).map_err(|error| written(&error))?;
        pour(&mut file, &mut target, budget, packed)
    }
}

/// Writes an entry, no further than the budget allows. What it says about its own size is not
/// believed.
fn pour(
    from: &mut impl Read,
    to: &mut impl io::Write,
    budget: &mut Budget,
    packed: u64,
) -> Result<(), String> {
    let mut buffer = vec![0; 64 * 1024];
    let mut written_bytes = 0;
    loop {
        let count = from
            .read(&mut buffer)
            .map_err(|error| format!("is damaged: {error}"))?;
        if count == 0 {
            return Ok(());
        }
        written_bytes += count as u64;
        budget.take_bytes(count as u64, written_bytes, packed)?;
        to.write_all(&buffer[..count])
            .map_err(|error| written(&error))?;
    }
}

/// What it is, where it is neither file nor folder.
fn not_a_file(mode: Option<u32>) -> Option<&'static str> {
    match mode.unwrap_or_default() & KIND {
        0 | FOLDER | REGULAR => None,
        LINK => Some("a link"),
        _ => Some("a device"),
    }
}

fn list(zip: &mut ZipArchive<Bounded<BufReader<File>>>) -> Result<Vec<Entry>, ZipError> {
    let entry = |index| {
        let file = zip.by_index_data(index)?;
        let raw = file.name_raw();
        // Many programs pack UTF-8 without saying so.
        let name = match std::str::from_utf8(raw) {
            Ok(name) => name.to_owned(),
            Err(_) => file.name().map_or_else(
                |_| String::from_utf8_lossy(raw).into_owned(),
                std::borrow::Cow::into_owned,
            ),
        };
        // Old programs for Windows pack `a\b`.
        let path = name.replace('\\', "/");
        let is_folder = path.ends_with('/');
        Ok(Entry {
            path,
            is_folder,
            index,
        })
    };
    (0..zip.len()).map(entry).collect()
}

fn said(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => {
            "is encrypted; hand in a zip without a password".to_owned()
        }
        ZipError::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => error.to_string(),
        ZipError::UnsupportedArchive(what) => format!("cannot be unpacked: {}", one_line(what)),
        error => format!(
            "is damaged: {}; pack it again",
            one_line(&error.to_string())
        ),
    }
}

fn one_line(text: &str) -> String {
    shown(&text.replace('\n', "; "))
}

fn written(error: &io::Error) -> String {
    format!("cannot be written: {error}")
}

/// The path of an archive's file without its end: `a/work.zip` is `work`.
pub(crate) fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let lower = name.to_lowercase();
    let ends = [".tar.gz", ".tar.xz", ".tar.bz2"];
    let length = ends
        .iter()
        .find(|end| lower.ends_with(*end))
        .map(|end| name.len() - end.len());
    length.map_or_else(
        || {
            PathBuf::from(&name)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        },
        |length| name.get(..length).unwrap_or(&name).to_owned(),
    )
}
