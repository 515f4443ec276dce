//! `feedback.zip`: each person's page in the folder that Moodle expects, for *Upload multiple
//! feedback files in a zip*.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::graded::Who;

/// Packs the pages, each under `file` (such as `feedback.html`) in the folder of its person. The
/// folders' names are those of the download, so they contain the people's names: give it the whole
/// [`Who`], not the anonymous one. People without a folder or number of Moodle's are left out. The same
/// pages give the same bytes.
///
/// # Errors
/// Folders or a file's name that a zip cannot have.
pub fn zip(file: &str, pages: &[(&Who, &str)]) -> Result<Vec<u8>, ZipError> {
    let mut files = BTreeMap::new();
    for (who, page) in pages {
        if let Some(folder) = folder(who) {
            files.insert(format!("{folder}/{file}"), page);
        }
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Not the time of day: the same pages give the same file.
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, page) in files {
        zip.start_file(path, options)?;
        zip.write_all(page.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The folder of the download. A member of a group who has handed nothing in has none: Moodle looks
/// at the number alone, between the first two `_`.
fn folder(who: &Who) -> Option<String> {
    let safe = |folder: &&String| {
        let is_plain = !folder.contains(['/', '\\', '\0']);
        is_plain && !folder.is_empty() && *folder != "." && *folder != ".."
    };
    let downloaded = who.moodle_folder.as_ref().filter(safe).cloned();
    downloaded.or_else(|| {
        let number = who.participant?;
        Some(format!("Participant_{number}_assignsubmission_file"))
    })
}
