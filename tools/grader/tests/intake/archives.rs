//! What a hostile or broken archive does: nothing outside, and a line that says why.

use std::fs;
use std::path::Path;

use grader::archive::{Archive, Limits};
use grader::intake::Found;
use tempfile::TempDir;

use crate::raw_zip::{self, Raw};
use crate::{files, find, moodle};

/// The submission of an archive, and the folder that holds all there is.
fn handed_in(name: &str, bytes: &[u8]) -> (Found, TempDir, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("an archive");
    let (mut found, scratch) = find(&path);
    assert_eq!(found.len(), 1);
    (found.remove(0), folder, scratch)
}

/// The problem of an archive, and what was unpacked of it all the same.
fn refused(bytes: &[u8]) -> (String, Vec<String>) {
    let (found, _folder, scratch) = handed_in("ana.zip", bytes);
    let mut left = files(scratch.path());
    left.retain(|file| !file.ends_with("ana.zip"));
    let problem = found.problem.expect("a problem");
    assert!(
        !problem.contains('\n') && problem.contains("ana.zip"),
        "{problem}"
    );
    (problem, left)
}

const PROGRAM: Raw<'static> = Raw {
    name: b"servidor.py",
    bytes: b"",
    flags: 0,
    method: 0,
    mode: 0,
    at: None,
};

#[test]
fn a_path_that_leads_outside_is_refused_with_all_of_the_archive() {
    for name in [
        "../evil.py",
        "a/../../evil.py",
        "/tmp/evil.py",
        "C:\\evil.py",
        "..\\evil.py",
    ] {
        let (problem, left) = refused(&raw_zip::zip(&[
            PROGRAM,
            Raw {
                name: name.as_bytes(),
                bytes: b"evil",
                ..Raw::default()
            },
        ]));
        assert!(
            problem.contains("leads out of the archive"),
            "{name}: {problem}"
        );
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

#[test]
fn links_and_devices_are_left_out_and_said() {
    let modes = [
        (0o120_777, "a link"),
        (0o020_666, "a device"),
        (0o010_644, "a device"),
    ];
    for (mode, what) in modes {
        let secret = Raw {
            name: b"secret",
            bytes: b"/etc/passwd",
            mode,
            ..Raw::default()
        };
        let (found, _folder, _scratch) = handed_in("ana.zip", &raw_zip::zip(&[PROGRAM, secret]));
        assert_eq!(found.problem, None);
        assert_eq!(files(&found.root), ["servidor.py"]);
        assert_eq!(
            found.notes,
            [format!("`secret` is {what} and was left out")]
        );
    }
}

#[test]
fn a_bomb_is_stopped_long_before_it_is_unpacked() {
    let zeros = vec![0; 16 * 1024 * 1024];
    let packed = moodle::zip(&[("servidor.py", b""), ("bomb.csv", &zeros)]);
    let (problem, left) = refused(&packed);
    assert!(
        problem.contains("`bomb.csv`") && problem.contains("more than 200 times"),
        "{problem}"
    );
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_list_of_entries_has_an_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ana.zip");
    fs::write(&path, moodle::zip(&[("a", b""), ("b", b""), ("c", b"")])).expect("an archive");
    let open = |limits| {
        Archive::open(&path, &limits)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let limits = Limits {
        entries: 2,
        ..Limits::SUBMISSION
    };
    assert_eq!(
        open(limits),
        Err("`ana.zip`: has 3 entries; at most 2 are read".to_owned())
    );
    let limits = Limits {
        list_bytes: 100,
        ..Limits::SUBMISSION
    };
    let error = "`ana.zip`: has a list of entries that is too long to be read";
    assert_eq!(open(limits), Err(error.to_owned()));
    assert_eq!(open(Limits::SUBMISSION), Ok(()));
}

#[test]
fn what_is_encrypted_broken_or_unknown_names_archive_and_entry() {
    let text = Raw {
        name: b"a.txt",
        bytes: b"hello hello",
        ..Raw::default()
    };
    let mut damaged = raw_zip::zip(std::slice::from_ref(&text));
    let at = damaged
        .windows(5)
        .position(|bytes| bytes == b"hello")
        .expect("the text");
    damaged[at] = b'j';
    let cut = &raw_zip::zip(std::slice::from_ref(&text))[..40];
    let table: [(&[u8], &str); 6] = [
        (
            &raw_zip::zip(&[Raw {
                flags: 1,
                ..text.clone()
            }]),
            "`ana.zip`, `a.txt`: is encrypted",
        ),
        (
            &raw_zip::zip(&[Raw {
                method: 98,
                ..text.clone()
            }]),
            "`ana.zip`, `a.txt`: ",
        ),
        (&damaged, "`ana.zip`, `a.txt`: is damaged"),
        (cut, "`ana.zip`: is damaged"),
        (b"hello", "`ana.zip`: is no zip"),
        (b"", "`ana.zip`: is no zip"),
    ];
    for (bytes, begin) in table {
        let (problem, left) = refused(bytes);
        assert!(problem.starts_with(begin), "{begin}: {problem}");
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn two_meanings_are_refused() {
    let first = Raw {
        name: b"a.py",
        bytes: b"one",
        ..Raw::default()
    };
    let twice = raw_zip::zip(&[
        first.clone(),
        Raw {
            bytes: b"two",
            ..first.clone()
        },
    ]);
    assert!(refused(&twice).0.contains("two entries of the same name"));
    let over = raw_zip::zip(&[
        first,
        Raw {
            name: b"b.py",
            at: Some(0),
            ..Raw::default()
        },
    ]);
    assert!(refused(&over).0.contains("overlap"), "{}", refused(&over).0);
}

#[test]
fn a_size_that_lies_gives_an_error() {
    let mut bytes = raw_zip::zip(&[PROGRAM]);
    // Numbers of 32 bits that mean "look into zip64", where there is none.
    let end = bytes.len() - 22;
    bytes[end + 8..end + 20].fill(0xff);
    let (problem, left) = refused(&bytes);
    assert!(problem.starts_with("`ana.zip`: "), "{problem}");
    assert!(left.is_empty());
}

#[test]
fn names_become_harmless_and_collide_with_none() {
    let names: [&[u8]; 8] = [
        b"servidor.py",
        b"\x1b[31mred.txt",
        b"<script>alert(1)<script>.txt",
        b"nul",
        b"A.txt",
        b"a.TXT",
        b"caf\x82.txt", // CP437
        "jos\u{e9}.txt".as_bytes(),
    ];
    let entries: Vec<_> = names
        .map(|name| Raw {
            name,
            ..Raw::default()
        })
        .into();
    let (found, _folder, _scratch) = handed_in("ana.zip", &raw_zip::zip(&entries));
    let unpacked = files(&found.root);
    for name in [
        "_[31mred.txt",
        "_script_alert(1)_script_.txt",
        "_nul",
        "A.txt",
        "a~2.TXT",
        "café.txt",
        "josé.txt",
    ] {
        assert!(
            unpacked.iter().any(|file| file == name),
            "{name} of {unpacked:?}"
        );
    }
    let renamed = "`\\u{1b}[31mred.txt` was renamed `_[31mred.txt`".to_owned();
    assert!(found.notes.contains(&renamed), "{:?}", found.notes);
    assert!(!found.notes.iter().any(|note| note.contains('\x1b')));
}

#[test]
fn other_archives_are_named_and_stop_nobody() {
    let tar = [&[b'a'; 257][..], b"ustar\x0000"].concat();
    let table: [(&str, &[u8], &str); 4] = [
        (
            "t.rar",
            b"Rar!\x1a\x07\x01\0",
            "`t.rar`: is a RAR archive, which is not read here: hand in a zip",
        ),
        (
            "t.7z",
            b"7z\xbc\xaf\x27\x1c",
            "`t.7z`: is a 7z archive, which is not read here: hand in a zip",
        ),
        (
            "t.tar.gz",
            b"\x1f\x8b\x08",
            "`t.tar.gz`: is a gzip archive (tar.gz), which is not read here: hand in a zip",
        ),
        (
            "t.tar",
            &tar,
            "`t.tar`: is a tar archive, which is not read here: hand in a zip",
        ),
    ];
    for (name, bytes, problem) in table {
        let (found, _folder, _scratch) = handed_in(name, bytes);
        assert_eq!(found.problem.as_deref(), Some(problem));
        assert_eq!(found.who.id, "t");
    }
}

#[test]
fn what_no_program_needs_is_not_unpacked() {
    let entries: [(&str, &[u8]); 7] = [
        ("servidor.py", b""),
        ("__MACOSX/._servidor.py", b"x"),
        (".DS_Store", b"x"),
        (".git/HEAD", b"x"),
        ("__pycache__/servidor.pyc", b"x"),
        ("target/debug/deps/a", b"x"),
        ("node_modules/a/index.js", b"x"),
    ];
    let (found, _folder, _scratch) = handed_in("ana.zip", &moodle::zip(&entries));
    assert_eq!(
        files(&found.root),
        ["node_modules/a/index.js", "servidor.py"]
    );
}

#[test]
fn zips_in_zips_are_unpacked_three_times() {
    let inner = moodle::zip(&[("projeto/servidor.py", b"")]);
    let twice = moodle::zip(&[("a.zip", &inner)]);
    let thrice = moodle::zip(&[("b.zip", &twice)]);
    let often = moodle::zip(&[("c.zip", &thrice)]);
    let (found, _folder, _scratch) = handed_in("ana.zip", &thrice);
    assert_eq!(found.problem, None);
    assert_eq!(files(&found.root), ["servidor.py"]);
    let (found, _folder, _scratch) = handed_in("ana.zip", &often);
    assert!(
        found
            .problem
            .is_some_and(|problem| problem.contains("more than 3 times"))
    );
}

#[test]
fn a_link_in_a_folder_is_not_followed() {
    let folder = crate::folder(&[("work.zip", "no zip")]);
    let secret = crate::folder(&[("secret.txt", "secret")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        secret.path().join("secret.txt"),
        folder.path().join("s.txt"),
    )
    .expect("a link");
    let (found, scratch) = find(folder.path());
    assert!(found[0].problem.is_some());
    let copied = files(scratch.path());
    assert!(
        !copied.iter().any(|file| file.ends_with("s.txt")),
        "{copied:?}"
    );
    assert!(Path::new(&found[0].origin).exists());
    drop(secret);
}
