//! Compiles all session files of the chapters and the grader's own in, so that the grader works wherever it is
//! installed. Writes the list that `src/rubric/sessions.rs` includes.

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let chapters = package.join("../../chapters").canonicalize()?;
    println!("cargo:rerun-if-changed={}", chapters.display());
    let own = package.join("sessions");
    println!("cargo:rerun-if-changed={}", own.display());
    let mut list = String::new();
    for chapter in entries(&chapters)? {
        let sessions = chapter.join("sessions");
        if sessions.is_dir() {
            add(
                &mut list,
                &chapter,
                "chapters",
                "sessions/",
                &entries(&sessions)?,
            );
        }
    }
    for group in entries(&own)? {
        add(
            &mut list,
            &group,
            "tools/grader/sessions",
            "",
            &entries(&group)?,
        );
    }
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(target.join("sessions.rs"), format!("&[\n{list}]\n"))
}

/// Adds `("ch01-echo/name", "the file in the course", include_str!("…"))` for each session file.
fn add(list: &mut String, group: &Path, above: &str, below: &str, files: &[PathBuf]) {
    let group = group.file_name().unwrap_or_default().to_string_lossy();
    for file in files {
        if let Some(name) = file.file_name().and_then(|name| name.to_str())
            && let Some(stem) = name.strip_suffix(".session")
        {
            let shown = format!("{above}/{group}/{below}{name}");
            let name = format!("{group}/{stem}");
            let path = file.to_string_lossy();
            let _ = writeln!(list, "    ({name:?}, {shown:?}, include_str!({path:?})),");
        }
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = listed.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
