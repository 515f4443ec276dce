//! Archives that mean harm, among those of others: these are graded, and nothing lies outside.

use std::fs;
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::desk::Desk;
use crate::moodle::{Participant, worksheet, zip};
use crate::people::{QUICK, packed, python};
use crate::worksheet::grades;

/// A name that wants to be markup, and to move a terminal's cursor.
const NAME: &str = "<script>alert(1)<\u{1b}[2J";

/// A zip with a link to a secret beside the right programs.
fn with_link(secret: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, bytes) in python(&[]) {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.add_symlink("segredo.txt", secret, options).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Many zeros in few bytes.
fn bomb() -> Vec<u8> {
    zip(&[("servidor.py", &vec![0; 64 << 20]), ("cliente.py", b"")])
}

/// Programs that are printed where they are wrong: the command's name is markup.
fn script() -> Vec<u8> {
    let mut files = python(&[]);
    files[0].1 = "[server]\nrun = \"<script>alert(2)</script>\\u001b[2J\"\n".into();
    packed("<script>/", &files)
}

/// Six people with what they hand in; the third one links to the secret.
fn submissions(secret: &Path) -> Vec<(Participant, Vec<u8>)> {
    let mut outside = python(&[]);
    outside.push(("../../outside.txt".to_owned(), b"x".to_vec()));
    let files = [
        ("Ana Lima", packed("", &python(&[]))),
        ("Beto", packed("", &outside)),
        ("Caio", with_link(&secret.to_string_lossy())),
        ("Duda", bomb()),
        (NAME, script()),
        ("Edu", b"PK\x03\x04 and nothing".to_vec()),
    ];
    let people = (1..).zip(files);
    let people = people.map(|(number, (name, file))| (Participant::new(number, name), file));
    people.collect()
}

#[test]
fn the_others_are_graded() {
    let secret = "the-secret-of-somebody-else";
    let desk = Desk::new(&[
        ("quick.toml", QUICK.as_bytes()),
        ("secret", secret.as_bytes()),
    ]);
    let submissions = submissions(&desk.path("secret"));
    let file = |person: &Participant| format!("{}/final.zip", person.folder());
    let entries = submissions.iter();
    let entries: Vec<_> = entries
        .map(|(who, bytes)| (file(who), bytes.clone()))
        .collect();
    desk.write("envios.zip", packed("", &entries));
    let people: Vec<_> = submissions.into_iter().map(|(who, _)| who).collect();
    desk.write("notas.csv", worksheet(&people));
    let before = desk.names("").len();
    let seed = ["--rubric", "quick.toml", "--seed", "7"];
    let arguments = [&["envios.zip", "--moodle", "notas.csv"][..], &seed].concat();
    let said = desk.graded(&arguments, 1);
    assert_eq!(desk.names("").len(), before + 1, "{:?}", desk.names(""));
    assert_eq!(desk.names("tmp"), Vec::<String>::new());
    let right = "\"40,00\"";
    let expected = [right, "", right, "", "\"0,00\"", ""];
    assert_eq!(grades(&desk.bytes("notas.csv")), expected, "{said:#?}");
    is_inert(&desk, &format!("{}{}", said.out, said.err), secret);
}

/// Nothing of it is markup, moves a cursor, or tells a secret.
fn is_inert(desk: &Desk, said: &str, secret: &str) {
    assert!(!said.contains('\u{1b}'), "{said:?}");
    let mut pages = vec![
        "grades/class.html".to_owned(),
        "grades/oral.html".to_owned(),
    ];
    let students = desk.names("grades/students");
    assert_eq!(students.len(), 6);
    pages.extend(
        students
            .iter()
            .map(|name| format!("grades/students/{name}")),
    );
    for page in pages {
        let text = desk.text(&page);
        assert!(!text.contains("<script>alert"), "{page}: {text}");
        assert!(!text.contains('\u{1b}') && !text.contains(secret), "{page}");
    }
    assert!(desk.text("grades/class.html").contains("&lt;script&gt;"));
    for file in desk.names("grades/evidence") {
        let text = fs::read_to_string(desk.path("grades/evidence").join(file)).unwrap();
        assert!(!text.contains(secret), "{text}");
    }
    let beto = desk.text("grades/students/2.html");
    assert!(beto.contains("outside"), "{beto}");
}
