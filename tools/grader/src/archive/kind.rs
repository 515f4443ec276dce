//! What a file is, by its first bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What people hand in as an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A zip.
    Zip,
    /// Another archive, by its usual name.
    Other(&'static str),
    /// No archive that is known here.
    None,
}

/// First bytes, and whose they are.
const SIGNATURES: [(&[u8], Kind); 8] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip), // without entries
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("a 7z archive")),
    (b"Rar!\x1a\x07", Kind::Other("a RAR archive")),
    (b"\x1f\x8b", Kind::Other("a gzip archive (tar.gz)")),
    (b"\xfd7zXZ\0", Kind::Other("an xz archive")),
    (b"BZh", Kind::Other("a bzip2 archive")),
    (b"\x28\xb5\x2f\xfd", Kind::Other("a Zstandard archive")),
];

/// Where a tar says that it is one (POSIX ustar).
const TAR: std::ops::Range<usize> = 257..262;

/// How the names of archives end.
const ENDS: [&str; 11] = [
    "zip", "7z", "rar", "tar", "gz", "tgz", "xz", "txz", "bz2", "tbz2", "zst",
];

/// Whether a file's name says that it is an archive.
pub fn is_packed(path: &Path) -> bool {
    let end = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    ENDS.contains(&end.as_str())
}

impl Kind {
    /// Looks into the file.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn of(path: &Path) -> io::Result<Kind> {
        let mut first = Vec::new();
        File::open(path)?
            .take(TAR.end as u64)
            .read_to_end(&mut first)?;
        if first.get(TAR) == Some(b"ustar") {
            return Ok(Kind::Other("a tar archive"));
        }
        let found = SIGNATURES
            .iter()
            .find(|(bytes, _)| first.starts_with(bytes));
        Ok(found.map_or(Kind::None, |(_, kind)| *kind))
    }

    /// Whether it can be unpacked here.
    ///
    /// # Errors
    /// What it is, and what to do.
    pub fn is_readable(self) -> Result<(), String> {
        match self {
            Kind::Zip => Ok(()),
            Kind::Other(what) => Err(format!("is {what}, which is not read here: hand in a zip")),
            Kind::None => Err("is no zip, or a damaged one: hand in a zip".to_owned()),
        }
    }
}
