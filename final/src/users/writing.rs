//! Writes the user base: a new file takes the old one's name.

use std::fs;
use std::io;
use std::path::Path;

use super::Users;
use crate::data_folder::sync_folder;

/// Writes a new file next to the old one, which it then replaces.
pub(super) fn write(users: &Users) -> io::Result<()> {
    let folder = users.path.parent().unwrap_or(Path::new("."));
    // Where the name is a link, the file behind it is replaced.
    let path = fs::canonicalize(&users.path).unwrap_or_else(|_| users.path.clone());
    let folder = path.parent().unwrap_or(folder);
    // Nobody else may read a new file of this kind, and one with hashes stays so.
    let file = tempfile::NamedTempFile::new_in(folder)?;
    let secret = users.rows.iter().any(|row| row.hash.is_some());
    if let Ok(former) = fs::metadata(&path)
        && !secret
    {
        file.as_file().set_permissions(former.permissions())?;
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
    writer.write_record(&users.header)?;
    for row in &users.rows {
        writer.write_record(&row.record)?;
    }
    let file = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    sync_folder(folder)
}
