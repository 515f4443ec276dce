//! Tells one state of a folder from another.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use testkit::working_copy::{self, CopyError};

/// SHA-256 over the paths, sorted, and the contents of what belongs to a copy. Each part stands
/// behind its length, so that no two folders give the same bytes.
pub(super) fn of(folder: &Path) -> Result<String, CopyError> {
    let mut paths: Vec<_> = working_copy::list(folder)?
        .into_iter()
        .map(|path| (written(&path), path))
        .collect();
    paths.sort();
    let mut digest = Sha256::new();
    for (name, path) in paths {
        add(&mut digest, &name, &folder.join(&path)).map_err(|source| CopyError::Io {
            path: folder.join(path),
            source,
        })?;
    }
    let hex = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(hex)
}

/// The same on every system.
fn written(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn add(digest: &mut Sha256, name: &str, path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_dir() {
        return Ok(());
    }
    add_text(digest, name.as_bytes());
    if !metadata.is_file() {
        let target = fs::read_link(path).unwrap_or_default();
        add_text(digest, target.as_os_str().as_encoded_bytes());
        return Ok(());
    }
    digest.update(metadata.len().to_be_bytes());
    let mut file = File::open(path)?.take(metadata.len());
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            count => digest.update(&buffer[..count]),
        }
    }
}

fn add_text(digest: &mut Sha256, text: &[u8]) {
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text);
}
