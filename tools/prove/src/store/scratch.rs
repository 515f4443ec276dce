//! Folders for a great many small files that nobody needs later.

use std::io;
use std::path::Path;

use tempfile::TempDir;

/// Linux's file system in memory. Where a state of the files is given, and not how it came to be, a
/// sync need not wait for a disk.
const IN_MEMORY: &str = "/dev/shm";

/// A temporary folder, in memory where the system has such a place.
pub(super) fn folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("mensageiro-");
    if Path::new(IN_MEMORY).is_dir() {
        return builder.tempdir_in(IN_MEMORY);
    }
    builder.tempdir()
}
