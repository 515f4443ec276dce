//! One change of the user base at a time.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::data_folder;

/// The file that a change holds a lock on. The user base itself cannot have it: each change puts
/// another file in its place. A running server has a lock of its own, and users may be changed
/// meanwhile.
pub(super) const LOCK_FILE: &str = "users.lock";

/// Waits until nobody else changes the users of a folder, which is made where there is none. The lock
/// lasts as long as the file is open; the system ends it also when the process is killed.
pub(super) fn lock(data: &Path) -> io::Result<File> {
    make(data)?;
    let file = data_folder::open_or_create(&data.join(LOCK_FILE))?;
    file.lock()?;
    Ok(file)
}

fn make(folder: &Path) -> io::Result<()> {
    match data_folder::make(folder) {
        // Another change was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}
