//! What cannot be done is said in one line, with the exit code 2.

use crate::desk::{Desk, Running};
use crate::people::{QUICK, packed, python};
use crate::processes::is_marked;

/// Ana's right submission in a folder, and the rubric.
fn one() -> Desk {
    let desk = Desk::new(&[("quick.toml", QUICK.as_bytes())]);
    for (name, bytes) in python(&[]) {
        desk.write(&format!("ana/{name}"), bytes);
    }
    desk
}

const ONE: [&str; 5] = ["ana", "--rubric", "quick.toml", "--seed", "7"];

#[test]
fn one_folder_is_shown_row_by_row() {
    let desk = one();
    let said = desk.graded(&ONE, 0);
    let row = "✓ inbox                   40 of 40     A message waits";
    assert!(said.out.contains(row), "{}", said.out);
    assert!(
        said.out.contains("40 of 40 automatic points"),
        "{}",
        said.out
    );
    // What was handed in is as it was.
    assert!(!desk.path("ana/registro.csv").exists());
    let again = desk.refused(&ONE);
    for way in ["--resume", "--anew", "--out"] {
        assert!(again.contains(way), "{again}");
    }
    desk.graded(&["--resume"], 0);
    let said = desk.graded(
        &["ana", "--rubric", "quick.toml", "--seed", "8", "--anew"],
        0,
    );
    assert!(said.err.contains("1 of 1"), "{said:#?}");
    assert_eq!(desk.results()["seed"], 8);
}

#[test]
fn what_is_not_there_is_named() {
    let desk = one();
    let said = desk.refused(&["nobody.zip"]);
    assert!(
        said.starts_with("nobody.zip: ") || said.contains("/nobody.zip: "),
        "{said}"
    );
    let said = desk.refused(&["quick.toml"]);
    assert!(said.contains("neither a folder nor a zip"), "{said}");
    let said = desk.refused(&[]);
    assert!(said.contains("--help"), "{said}");
    for verb in [
        &["--resume"][..],
        &["score"],
        &["regrade", "ana"],
        &["compare"],
    ] {
        let said = desk.refused(verb);
        assert!(said.contains("grades"), "{verb:?}: {said}");
    }
    let said = desk.refused(&["ana", "--crates", "nowhere"]);
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn a_wrong_rubric_is_named_with_its_line() {
    let desk = one();
    for (old, new, line, what) in [
        ("points = 40\nrules", "points = 41\nrules", 2, "inbox"),
        ("message-waits", "message-wait", 8, "message-wait"),
        ("part = 'server'", "part = 'sever'", 5, "sever"),
        ("rules = [1]", "rules = [1", 8, ""),
    ] {
        assert!(QUICK.contains(old), "{old}");
        desk.write("wrong.toml", QUICK.replace(old, new));
        let said = desk.refused(&["ana", "--rubric", "wrong.toml"]);
        assert!(
            said.contains(&format!("wrong.toml:{line}: ")),
            "{new}: {said}"
        );
        assert!(said.contains(what), "{said}");
    }
    let said = desk.refused(&["ana", "--rubric", "curse"]);
    assert!(
        said.contains("curse") && said.contains("course, original"),
        "{said}"
    );
}

/// Before anything is built or run: nobody wants to hear it half an hour later.
#[test]
fn files_that_are_only_needed_at_the_end_are_looked_at_first() {
    let desk = one();
    desk.write("empty.csv", "");
    desk.write("alunos.csv", "id,group,late_days\nana,,soon\n");
    for (option, file) in [
        ("--moodle", "none.csv"),
        ("--moodle", "empty.csv"),
        ("--students", "none.csv"),
        ("--students", "alunos.csv"),
    ] {
        let mut arguments = ONE.to_vec();
        arguments.extend([option, file]);
        let said = desk.refused(&arguments);
        assert!(said.contains(file), "{said}");
        assert!(!desk.path("grades/run.json").exists(), "{option} {file}");
    }
}

#[test]
fn two_do_not_write_into_one_folder() {
    let desk = one();
    let mark = format!("mark{}two", std::process::id());
    let manifest = desk.text("ana/mensageiro.toml");
    let marked = manifest.replace("servidor.py\"", &format!("servidor.py {mark}\""));
    desk.write("ana/mensageiro.toml", marked);
    let first = Running::start(&mut desk.command(&ONE));
    while !desk.path("grades/run.json").exists() && !is_marked(&mark) {
        std::thread::park_timeout(std::time::Duration::from_millis(5));
    }
    for arguments in [&ONE[..], &["--resume"], &["score"]] {
        let said = desk.refused(arguments);
        assert!(
            said.contains("grades") && said.contains("another `cargo grade`"),
            "{said}"
        );
    }
    let said = first.end();
    assert_eq!(said.code, Some(0), "{said:#?}");
}

#[test]
fn without_bubblewrap_it_says_how_it_is_installed() {
    let desk = one();
    let mut command = desk.command(&ONE);
    command.env("PATH", desk.path("tmp"));
    let said = Running::start(&mut command).end();
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert_eq!(said.err.lines().count(), 1, "{said:#?}");
    for way in ["apt install bubblewrap", "--trust"] {
        assert!(said.err.contains(way), "{said:#?}");
    }
}

/// On whatever port is free: somebody else may have that of the protocol.
#[test]
fn who_is_trusted_runs_without_a_sandbox() {
    let desk = one();
    let change = |name: &str, old: &str, new: &str| {
        let text = desk.text(name);
        assert!(text.contains(old), "{name}");
        desk.write(name, text.replace(old, new));
    };
    change(
        "ana/mensageiro.toml",
        "servidor.py\"",
        "servidor.py {port}\"",
    );
    change("ana/servidor.py", "3333", "int(__import__('sys').argv[1])");
    let mut arguments = ONE.to_vec();
    arguments.push("--trust");
    let said = desk.graded(&arguments, 0);
    assert!(said.out.contains("40 of 40"), "{said:#?}");
    assert_eq!(desk.names("tmp"), Vec::<String>::new());
}

#[test]
fn a_zip_alone_is_a_submission_too() {
    let desk = one();
    desk.write("José Ávila.zip", packed("final/", &python(&[])));
    let arguments = [
        "José Ávila.zip",
        "--rubric",
        "quick.toml",
        "--seed",
        "7",
        "--out",
        "notas/a",
    ];
    let said = desk.graded(&arguments, 0);
    assert_eq!(desk.names("notas/a/evidence"), ["Jose-Avila.json"]);
    // What is said to be typed next is what works.
    assert!(
        said.out.ends_with("  cargo grade score --out notas/a\n"),
        "{}",
        said.out
    );
    desk.graded(&["score", "--out", "notas/a"], 0);
    desk.graded(&["compare", "--out", "notas/a"], 0);
}

/// As one types it who stands in the folder with everybody's zips.
#[test]
fn the_grades_are_no_submission() {
    let desk = one();
    for name in ["ana", "bia"] {
        desk.write(&format!("envios/{name}.zip"), packed("", &python(&[])));
    }
    desk.write("envios/quick.toml", QUICK);
    let grade = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.current_dir(desk.path("envios"));
        Running::start(&mut command).end()
    };
    let said = grade(&[".", "--rubric", "quick.toml", "--seed", "7"]);
    assert_eq!(said.code, Some(0), "{said:#?}");
    assert_eq!(
        desk.names("envios/grades/evidence"),
        ["ana.json", "bia.json"]
    );
    let said = grade(&["--resume"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:#?}");
    let within = desk.refused(&["ana", "--out", "ana/grades"]);
    assert!(
        within.contains("inside") && within.contains("--out"),
        "{within}"
    );
}
