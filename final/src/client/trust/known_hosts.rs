//! The file of the certificates that a person has trusted: a line for each server, with its address
//! and its certificate's fingerprint.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Distrust;
use crate::client::words;
use crate::tls::Fingerprint;

/// The file; `None` where there is no place for it.
#[derive(Debug, Clone)]
pub(super) struct KnownHosts(Option<PathBuf>);

impl KnownHosts {
    pub(super) fn at(file: Option<PathBuf>) -> Self {
        Self(file)
    }

    /// Whether this is the certificate that is known for the server.
    pub(super) fn check(&self, server: &str, fingerprint: Fingerprint) -> Result<(), Distrust> {
        let file = self.file()?;
        let server = || server.to_owned();
        for (number, line) in (1..).zip(read(file)?.lines()) {
            let place = || format!("{}:{number}", file.display());
            match entry(line) {
                Ok(Some((host, known))) if host.eq_ignore_ascii_case(&server()) => {
                    return if known == fingerprint {
                        Ok(())
                    } else {
                        let (server, place) = (server(), place());
                        Err(Distrust::Changed {
                            server,
                            fingerprint,
                            place,
                        })
                    };
                }
                Ok(_) => {}
                // It may be the line of this very server.
                Err(why) => return Err(no_known_hosts(place(), why)),
            }
        }
        let server = server();
        Err(Distrust::Unknown {
            server,
            fingerprint,
        })
    }

    /// Adds a server.
    pub(super) fn add(&self, server: &str, fingerprint: Fingerprint) -> Result<(), Distrust> {
        let file = self.file()?;
        // Whoever edits it may leave its last line without an end.
        let unended = read(file)?.chars().last().is_some_and(|last| last != '\n');
        let end = if unended { "\n" } else { "" };
        let line = format!("{end}{server} {fingerprint}\n");
        append(file, &line).map_err(|error| no_known_hosts(file.display(), error))
    }

    fn file(&self) -> Result<&Path, Distrust> {
        let nowhere = || no_known_hosts("known_hosts", words::NO_STATE_FOLDER);
        self.0.as_deref().ok_or_else(nowhere)
    }
}

fn no_known_hosts(file: impl ToString, why: impl ToString) -> Distrust {
    let (file, why) = (file.to_string(), why.to_string());
    Distrust::NoKnownHosts { file, why }
}

/// What is in the file, without the byte order mark that some editors begin it with; nothing, where
/// there is none yet.
fn read(file: &Path) -> Result<String, Distrust> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(no_known_hosts(file.display(), error)),
    }
}

/// The server and the fingerprint of a line; none in a blank line or a comment.
fn entry(line: &str) -> Result<Option<(&str, Fingerprint)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (server, fingerprint) = line.split_once(' ').ok_or(words::NO_ENTRY)?;
    // What nobody sees in it would make a known server a new one.
    if !server.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(words::NO_ENTRY);
    }
    let fingerprint = fingerprint.trim().parse().map_err(|_| words::NO_ENTRY)?;
    Ok(Some((server, fingerprint)))
}

/// Appends to the file, which only its owner may read or write.
fn append(file: &Path, line: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)] // elsewhere the folder's permissions hold
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(digit: char) -> Fingerprint {
        digit.to_string().repeat(64).parse().unwrap()
    }

    fn file_with(content: &str) -> (tempfile::TempDir, KnownHosts) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known_hosts");
        fs::write(&file, content).unwrap();
        (folder, KnownHosts::at(Some(file)))
    }

    #[test]
    fn what_was_added_is_known_and_anything_else_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownHosts::at(Some(folder.path().join("known_hosts")));
        assert!(matches!(
            known.check("Pi:3333", fingerprint('a')),
            Err(Distrust::Unknown { .. })
        ));
        known.add("pi:3333", fingerprint('a')).unwrap();
        known.add("pi:4444", fingerprint('b')).unwrap();
        assert_eq!(known.check("Pi:3333", fingerprint('a')), Ok(()));
        assert_eq!(known.check("pi:4444", fingerprint('b')), Ok(()));
        let changed = known.check("pi:4444", fingerprint('a')).unwrap_err();
        let place = |it: &Distrust| matches!(it, Distrust::Changed { place, .. } if place.ends_with("known_hosts:2"));
        assert!(place(&changed), "{changed:?}");
    }

    #[test]
    fn a_line_added_by_hand_counts_also_without_its_end() {
        let (_folder, known) = file_with(&format!("# mine\n\npi:1 {}", fingerprint('a')));
        known.add("pi:2", fingerprint('b')).unwrap();
        assert_eq!(known.check("pi:1", fingerprint('a')), Ok(()));
        assert_eq!(known.check("pi:2", fingerprint('b')), Ok(()));
    }

    #[test]
    fn a_line_that_is_no_entry_is_named_and_nobody_is_trusted() {
        for content in ["pi:1\n", "pi:1 nonsense\n", "\u{0}\n"] {
            let (_folder, known) = file_with(content);
            let error = known.check("pi:1", fingerprint('a')).unwrap_err();
            let named = |it: &Distrust| matches!(it, Distrust::NoKnownHosts { file, .. } if file.ends_with("known_hosts:1"));
            assert!(named(&error), "{error:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_makes_no_server_new() {
        let (_folder, known) = file_with(&format!("\u{feff}pi:1 {}\n", fingerprint('a')));
        assert_eq!(known.check("pi:1", fingerprint('a')), Ok(()));
        let changed = known.check("pi:1", fingerprint('b'));
        assert!(matches!(changed, Err(Distrust::Changed { .. })));
        for host in [
            "\u{feff}\u{feff}pi:1",
            "p\u{200b}i:1",
            "pi:1\u{a0}",
            "pi\0:1",
            "pí:1",
        ] {
            let (_folder, known) = file_with(&format!("{host} {}\n", fingerprint('a')));
            let error = known.check("pi:1", fingerprint('b')).unwrap_err();
            assert!(matches!(error, Distrust::NoKnownHosts { .. }), "{host:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known_hosts");
        let known = KnownHosts::at(Some(file.clone()));
        known.add("pi:1", fingerprint('a')).unwrap();
        let mode = fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
