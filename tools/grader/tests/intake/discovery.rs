//! Folders and zips, and where in them the project is.

use std::fs;
use std::path::Path;

use grader::{Manifest, assume, intake};

use crate::moodle::zip;
use crate::{files, find, folder};

/// The ids of what is found in a folder with these files, and where each project is below it.
fn found(list: &[&str]) -> Vec<(String, String)> {
    let files: Vec<_> = list.iter().map(|name| (*name, "")).collect();
    let folder = folder(&files);
    let top = folder.path().join("turma");
    let (found, _scratch) = find(&top);
    let below = |path: &std::path::Path| {
        path.strip_prefix(&top)
            .expect("below it")
            .display()
            .to_string()
    };
    found
        .iter()
        .map(|found| (found.who.id.clone(), below(&found.root)))
        .collect()
}

/// Files, and the submissions in them: each id, and where the project is.
type Case = (
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

#[test]
fn a_folder_is_a_submission_or_has_some() {
    let table: [Case; 8] = [
        (&["turma/servidor.py", "turma/cliente.py"], &[("turma", "")]),
        (&["turma/p/q/servidor.py"], &[("turma", "p/q")]),
        (
            &["turma/servidor/main.py", "turma/cliente/main.py"],
            &[("turma", "")],
        ),
        (
            &["turma/server/Cargo.toml", "turma/client/Cargo.toml"],
            &[("turma", "")],
        ),
        (
            &["turma/ana/servidor.py", "turma/bia/x/server.js"],
            &[("ana", "ana"), ("bia", "bia/x")],
        ),
        (
            &[
                "turma/ana/servidor.py",
                "turma/bia/servidor.py",
                "turma/caio/essay.txt",
            ],
            &[("ana", "ana"), ("bia", "bia"), ("caio", "caio")],
        ),
        (
            &["turma/a/servidor.py", "turma/a/b/mensageiro.toml"],
            &[("turma", "a/b")],
        ),
        (
            &["turma/docs/a.txt", "turma/entrega/x/servidor.py"],
            &[("turma", "entrega/x")],
        ),
    ];
    for (list, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(id, root)| ((*id).to_owned(), (*root).to_owned()))
            .collect();
        assert_eq!(found(list), expected, "{list:?}");
    }
}

#[test]
fn two_projects_in_one_submission_are_said() {
    let folder = folder(&[("s/v1/mensageiro.toml", ""), ("s/v2/mensageiro.toml", "")]);
    let (found, _scratch) = find(&folder.path().join("s"));
    // Both have a manifest: they are taken for two people's.
    assert_eq!(found.len(), 2);
    let archive = folder.path().join("ana.zip");
    let bytes = zip(&[("v1/mensageiro.toml", b""), ("v2/mensageiro.toml", b"")]);
    fs::write(&archive, bytes).expect("a zip");
    let (found, _scratch) = find(&archive);
    let note = "several folders have programs: ana/v1 was taken, and not ana/v2";
    assert_eq!(found[0].notes, [note]);
}

#[test]
fn zips_and_folders_stand_beside_each_other() {
    let folder = folder(&[("bia/servidor.py", ""), ("README.txt", "")]);
    fs::write(
        folder.path().join("Ana Lima.zip"),
        zip(&[("servidor.py", b"")]),
    )
    .expect("a zip");
    fs::write(folder.path().join("caio.7z"), b"7z\xbc\xaf\x27\x1c").expect("an archive");
    let (found, _scratch) = find(folder.path());
    let ids: Vec<_> = found
        .iter()
        .map(|found| (found.who.id.as_str(), found.problem.is_some()))
        .collect();
    assert_eq!(ids, [("Ana-Lima", false), ("bia", false), ("caio", true)]);
    assert_eq!(
        files(folder.path()),
        ["Ana Lima.zip", "README.txt", "bia/servidor.py", "caio.7z"]
    );
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let scratch = tempfile::tempdir().expect("a folder");
    let find = |name: &str| {
        let path = scratch.path().join(name);
        intake::find(&[path], scratch.path())
            .expect_err("no submission")
            .to_string()
    };
    assert!(
        find("nobody").ends_with("nobody: there is no such file or folder"),
        "{}",
        find("nobody")
    );
    fs::write(scratch.path().join("notes.txt"), "x").expect("a file");
    assert!(find("notes.txt").ends_with("notes.txt: is neither a folder nor a zip"));
}

#[test]
fn the_digest_tells_what_is_copied_and_nothing_else() {
    let digest = |list: &[(&str, &str)]| {
        let folder = folder(list);
        let (found, _scratch) = find(folder.path());
        found[0].digest.clone()
    };
    let one = digest(&[("servidor.py", "a"), ("b.txt", "c")]);
    assert_eq!(one, digest(&[("b.txt", "c"), ("servidor.py", "a")]));
    assert_eq!(
        one,
        digest(&[("b.txt", "c"), ("servidor.py", "a"), (".git/HEAD", "x")])
    );
    assert_ne!(one, digest(&[("servidor.py", "b"), ("b.txt", "c")]));
    assert_ne!(one, digest(&[("servidor.py", "a"), ("b.tx", "tc")]));
}

const WORKSPACE: [(&str, &str); 6] = [
    (
        "course/Cargo.toml",
        "[workspace]\nmembers = [\"ch*\", \"lib\"]\nexclude = [\"ch9\"]\n",
    ),
    (
        "course/ch1/Cargo.toml",
        "[package]\nname = \"ch1\"\nversion.workspace = true\n",
    ),
    (
        "course/ch1/mensageiro.toml",
        "[server]\nrun = \"target/release/ch1\"\n",
    ),
    ("course/lib/Cargo.toml", "[package]\nname = \"lib\"\n"),
    (
        "course/ch9/Cargo.toml",
        "[package]\nname = \"ch9-server\"\n",
    ),
    ("course/grades/secret.txt", "grades of others"),
];

#[test]
fn a_member_comes_with_its_workspace_and_nothing_else() {
    let folder = folder(&WORKSPACE);
    let (found, scratch) = find(&folder.path().join("course/ch1"));
    assert_eq!(found[0].problem, None);
    assert_eq!(found[0].who.id, "ch1");
    assert!(found[0].root.starts_with(scratch.path()));
    let copied = [
        "Cargo.toml",
        "ch1/Cargo.toml",
        "ch1/mensageiro.toml",
        "lib/Cargo.toml",
        "mensageiro.toml",
    ];
    assert_eq!(files(&found[0].root), copied);
    // Not a member: alone.
    let (found, _scratch) = find(&folder.path().join("course/ch9"));
    assert!(found[0].root.ends_with("course/ch9"));
    // A member without the file: what to write.
    let (found, _scratch) = find(&folder.path().join("course/lib"));
    let problem = found[0].problem.as_ref().expect("a problem");
    assert!(
        problem.contains("has no mensageiro.toml: write one"),
        "{problem}"
    );
}

/// The course's own programs, as its folders are.
#[test]
fn the_course_can_be_graded() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in [
        "chapters/ch01-echo",
        "chapters/ch05-csv-log",
        "chapters/ch06-client",
    ] {
        let manifest = Manifest::load(&course.join(name)).expect("a manifest");
        assert!(
            manifest.server.is_some() && manifest.client.is_some(),
            "{name}"
        );
    }
    let (found, _scratch) = find(&course.join("final"));
    assert_eq!(found[0].problem, None);
    let root = &found[0].root;
    let (manifest, note) = assume::manifest(root).expect("a manifest");
    assert!(manifest.server.is_some() && manifest.client.is_some() && note.is_none());
    assert!(root.join("Cargo.lock").is_file() && root.join("final/Cargo.toml").is_file());
    assert!(!root.join("target").exists() && !root.join(".git").exists());
}
