//! Files in folders that somebody writes to who means harm: nothing is read that is not theirs, and
//! nothing is waited for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file below this folder, as many as `most` at most; none where it is a link, a
/// pipe, a device or a folder, or where a folder before it is a link to the outside.
///
/// # Errors
/// Where there is no such file, or it cannot be read.
pub(crate) fn read(folder: &Path, file: &Path, most: u64) -> io::Result<Vec<u8>> {
    // What was looked at before it was opened may be something else by now.
    let opened = open(file)?;
    if !opened.metadata()?.is_file() || !is_below(&opened, folder) {
        return Err(io::Error::other("it is not a file of this folder"));
    }
    let mut bytes = Vec::new();
    opened.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A pipe would wait for somebody who writes.
#[cfg(unix)]
fn open(file: &Path) -> io::Result<File> {
    use nix::libc::{O_NOFOLLOW, O_NONBLOCK};
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(O_NOFOLLOW | O_NONBLOCK);
    options.open(file)
}

#[cfg(not(unix))]
fn open(file: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(file)
}

/// Where a file really is, the system knows (proc_pid_fd(5)).
#[cfg(target_os = "linux")]
fn is_below(file: &File, folder: &Path) -> bool {
    use std::os::fd::AsRawFd;
    let place = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let folder = folder.canonicalize();
    matches!((place, folder), (Ok(place), Ok(folder)) if place.starts_with(&folder))
}

/// Who means harm is only let in on Linux.
#[cfg(not(target_os = "linux"))]
fn is_below(_: &File, _: &Path) -> bool {
    true
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    const MOST: u64 = 4;

    #[test]
    fn a_file_is_read_and_nothing_else() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret"), "secret").expect("a file");
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("below")).expect("a folder");
        fs::write(path("below/file"), "0123456").expect("a file");
        symlink(outside.path().join("secret"), path("link")).expect("a link");
        symlink(outside.path(), path("way")).expect("a link");
        let made = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(made.expect("mkfifo").success());
        let read = |name: &str| read(folder.path(), &path(name), MOST).ok();
        assert_eq!(read("below/file").as_deref(), Some(b"0123".as_slice()));
        for name in ["link", "way/secret", "pipe", "below", "missing"] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
