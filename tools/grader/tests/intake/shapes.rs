//! The shapes in which Moodle gives a class.

use std::fs;

use grader::intake::{self, Found};
use tempfile::TempDir;

use crate::moodle::{Participant, class_zip, worksheet, zip};
use crate::{files, find, folder};

fn class(entries: &[(&str, &[u8])]) -> (Vec<Found>, TempDir, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("envios.zip");
    fs::write(&path, zip(entries)).expect("an archive");
    let (found, scratch) = find(&path);
    (found, folder, scratch)
}

/// Id, name and problem.
fn said(found: &[Found]) -> Vec<(&str, &str, Option<&str>)> {
    let said = found.iter().map(|found| {
        (
            found.who.id.as_str(),
            found.who.name.as_str(),
            found.problem.as_deref(),
        )
    });
    said.collect()
}

#[test]
fn a_folder_for_each_with_a_zip_or_loose_files() {
    let work = zip(&[
        ("projeto/mensageiro.toml", b"x"),
        ("__MACOSX/projeto/._a", b""),
    ]);
    let (found, _folder, _scratch) = class(&[
        ("Zé Souza_12_assignsubmission_file_/trabalho.zip", &work),
        ("Ana Lima_7_assignsubmission_file/servidor.py", b""),
        ("Ana Lima_7_assignsubmission_file/tutorial.pdf", b"%PDF"),
        ("Bia_9_assignsubmission_file_/", b""),
        (
            "Caio_3_assignsubmission_onlinetext_/onlinetext.html",
            b"see my repository",
        ),
        (
            "Ana Lima_7_assignsubmission_onlinetext/onlinetext.html",
            b"hello",
        ),
        (
            "Duda_4_assignsubmission_file_/trabalho.rar",
            b"Rar!\x1a\x07\x01\0",
        ),
    ]);
    let rar = "`trabalho.rar`: is a RAR archive, which is not read here: hand in a zip";
    assert_eq!(
        said(&found),
        [
            ("7", "Ana Lima", None),
            ("9", "Bia", Some("nothing was handed in")),
            ("3", "Caio", Some("nothing was handed in")),
            ("4", "Duda", Some(rar)),
            ("12", "Zé Souza", None),
        ]
    );
    assert_eq!(files(&found[0].root), ["servidor.py", "tutorial.pdf"]);
    assert!(
        found[4].root.ends_with("12/trabalho/projeto"),
        "{:?}",
        found[4].root
    );
}

#[test]
fn the_folders_name_is_kept_to_the_byte() {
    let (found, _folder, _scratch) = class(&[
        ("Zé Souza_12_assignsubmission_file_/servidor.py", b""),
        ("Ana Lima_7_assignsubmission_file/servidor.py", b""),
        (
            "Ana Lima_7_assignsubmission_onlinetext/onlinetext.html",
            b"hello",
        ),
    ]);
    assert_eq!(
        found[0].notes,
        ["there is also a text typed in Moodle, which was not looked at"]
    );
    let folders: Vec<_> = found
        .iter()
        .map(|found| found.who.moodle_folder.as_deref())
        .collect();
    assert_eq!(folders[0], Some("Ana Lima_7_assignsubmission_file"));
    assert_eq!(folders[1], Some("Zé Souza_12_assignsubmission_file_"));
    assert_eq!(found[1].who.participant, Some(12));
}

#[test]
fn without_folders_the_files_names_say_whose_they_are() {
    let work = zip(&[("servidor.py", b"")]);
    let (found, _folder, _scratch) = class(&[
        ("Ana_7_assignsubmission_file_my_work.zip", &work),
        ("Bia_8_assignsubmission_file_server.py", b""),
        ("Bia_8_assignsubmission_file_client.py", b""),
    ]);
    assert_eq!(said(&found), [("7", "Ana", None), ("8", "Bia", None)]);
    assert_eq!(files(&found[0].root), ["servidor.py"]);
    assert_eq!(files(&found[1].root), ["client.py", "server.py"]);
    assert_eq!(
        found[1].who.moodle_folder.as_deref(),
        Some("Bia_8_assignsubmission_file_")
    );
}

#[test]
fn blind_marking_has_numbers_for_names() {
    let (found, _folder, _scratch) = class(&[
        ("Participante_31_assignsubmission_file_/servidor.py", b""),
        ("Participant_4_assignsubmission_file/server.py", b""),
    ]);
    assert_eq!(
        said(&found),
        [
            ("4", "Participant 4", None),
            ("31", "Participante 31", None)
        ]
    );
}

#[test]
fn an_entry_that_leads_outside_is_its_authors_problem_alone() {
    let (found, _folder, scratch) = class(&[
        ("Ana_1_assignsubmission_file_/servidor.py", b""),
        ("Bia_2_assignsubmission_file_/../../evil.py", b"evil"),
        ("../evil.py", b"evil"),
    ]);
    assert_eq!(found[0].problem, None);
    assert!(
        found[1]
            .problem
            .as_ref()
            .is_some_and(|what| what.contains("leads out of the archive"))
    );
    assert!(
        !files(scratch.path())
            .iter()
            .any(|file| file.contains("evil"))
    );
}

#[test]
fn what_was_unpacked_already_is_the_same_class() {
    let folder = folder(&[
        ("Ana Lima_7_assignsubmission_file/servidor.py", ""),
        ("Bia_8_assignsubmission_file/", ""),
        ("Caio_9_assignsubmission_file_server.py", ""),
        ("notas.csv", "Identificador\n"),
    ]);
    let work = zip(&[("a/b/servidor.py", b"")]);
    fs::create_dir(folder.path().join("Duda_3_assignsubmission_file_")).expect("a folder");
    fs::write(
        folder.path().join("Duda_3_assignsubmission_file_/t.zip"),
        work,
    )
    .expect("a zip");
    let (found, scratch) = find(folder.path());
    assert_eq!(
        said(&found),
        [
            ("7", "Ana Lima", None),
            ("8", "Bia", Some("nothing was handed in")),
            ("9", "Caio", None),
            ("3", "Duda", None),
        ]
    );
    // What need not be unpacked stays where it is, and what was handed in stays as it was.
    assert!(found[0].root.starts_with(folder.path()));
    assert!(found[3].root.starts_with(scratch.path()));
    let duda = files(&folder.path().join("Duda_3_assignsubmission_file_"));
    assert_eq!(duda, ["t.zip"]);
}

#[test]
fn one_number_twice_is_a_note_and_two_ids() {
    let folder = folder(&[
        ("Ana_7_assignsubmission_file/servidor.py", "1"),
        ("late/Ana_7_assignsubmission_file/servidor.py", "2"),
    ]);
    let scratch = tempfile::tempdir().expect("a folder");
    let paths = [
        "Ana_7_assignsubmission_file",
        "late/Ana_7_assignsubmission_file",
    ];
    let paths = paths.map(|path| folder.path().join(path));
    let found = intake::find(&paths, scratch.path()).expect("submissions");
    assert_eq!(said(&found), [("7", "Ana", None), ("Ana", "Ana", None)]);
    assert_eq!(found[1].who.participant, None);
    assert!(
        found.iter().all(|found| found.notes.len() == 1),
        "{found:?}"
    );
    assert_ne!(found[0].digest, found[1].digest);
    // In one zip, both folders are one submission.
    let (found, _folder, _scratch) = class(&[
        ("Ana_7_assignsubmission_file/servidor.py", b"1"),
        ("Ana_7_assignsubmission_file_/servidor.py", b"2"),
    ]);
    assert_eq!(files(&found[0].root), ["servidor.py", "servidor~2.py"]);
}

#[test]
fn a_whole_class_comes_with_its_worksheet() {
    let work = folder(&[
        ("servidor.py", "a"),
        ("cliente.py", "b"),
        ("usuarios.csv", "usuario\nana\n"),
    ]);
    let people: Vec<_> = (1..=30)
        .map(|number| Participant::new(number, &format!("Aluno {number:02}")))
        .collect();
    let class: Vec<_> = people
        .iter()
        .map(|person| (person.clone(), work.path()))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("envios.zip");
    fs::write(&path, class_zip(&class)).expect("a zip");
    let (found, _scratch) = find(&path);
    assert_eq!(found.len(), 30);
    let digest = &found[0].digest;
    assert_eq!(digest.len(), 64);
    for (found, person) in found.iter().zip(&people) {
        assert_eq!(found.who.name, person.name);
        assert_eq!(found.who.moodle_folder, Some(person.folder()));
        assert_eq!(
            files(&found.root),
            ["cliente.py", "servidor.py", "usuarios.csv"]
        );
        assert_eq!(&found.digest, digest);
    }
    let sheet = String::from_utf8(worksheet(&people)).expect("UTF-8");
    assert!(sheet.starts_with("\u{feff}Identificador,") && sheet.matches("\r\n").count() == 31);
}
