//! `cargo kit capstone`: the course's own programs get all points, others what they deserve.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use kit::programs;

/// The exit code and what is printed.
fn capstone(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    command.arg("capstone").arg(folder).args(arguments);
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), text.concat())
}

fn folder(manifest: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mensageiro.toml"), manifest).unwrap();
    folder
}

fn manifest(server: &str, client: &str) -> String {
    let binaries = programs::binaries().unwrap();
    let [server, client] = [server, client].map(|name| binaries[name].display().to_string());
    format!(
        "[server]\nrun = ['{server}', '{{host}}:{{port}}', '{{data}}']\n[client]\nrun = ['{client}', '{{host}}:{{port}}']\n"
    )
}

#[cfg(unix)]
#[test]
fn the_courses_programs_get_all_points() {
    let folder = folder(&manifest("ch05-csv-log", "ch06-client"));
    let (code, text) = capstone(folder.path(), &["--seed", "7"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("32 of 32 automatic points; 8 more are given by people. Seed 7."),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn an_echo_server_is_told_what_is_missing() {
    let folder = folder(&manifest("ch01-echo", "ch06-client"));
    let (code, text) = capstone(folder.path(), &["--seed", "7", "--only", "users"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("✗ users                    0 of 4 "),
        "{text}"
    );
    assert!(text.contains("── users: 1.5 points lost, rules "), "{text}");
    assert!(
        text.contains("chapters/ch04-inbox/sessions/login-gets-a-batch.session:"),
        "{text}"
    );
    let again = format!("capstone {} --seed 7 --only users", folder.path().display());
    assert!(text.contains(&again), "{text}");
    assert!(!text.contains("log  "), "{text}");
    let again = "  again:    the whole row, 4 checks\n            ";
    assert!(text.contains(again), "{text}");
    // A student has the statement and not the course.
    assert!(!text.contains("protocol page"), "{text}");
    assert!(
        text.contains("\n  the session starts with the first batch, unasked\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_checked_is_one_clear_paragraph() {
    let empty = tempfile::tempdir().unwrap();
    let (code, text) = capstone(empty.path(), &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("mensageiro.toml: there is no such file."),
        "{text}"
    );
    let lacking = folder("[build]\ncommand = 'no-such-tool'\n[server]\nrun = 'x'\n");
    let (code, text) = capstone(lacking.path(), &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("there is no command `no-such-tool` on this machine"),
        "{text}"
    );
    let (code, text) = capstone(lacking.path(), &["--only", "logs"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.starts_with("no row `logs`; there are users, several, "),
        "{text}"
    );
    let (code, text) = capstone(&lacking.path().join("none"), &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.starts_with("there is no folder "), "{text}");
    let zip = lacking.path().join("meu.zip");
    fs::write(&zip, "PK").unwrap();
    let (code, text) = capstone(&zip, &[]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("is a file: name the folder "), "{text}");
}

#[test]
fn a_command_that_is_missing_costs_nothing() {
    let lacking = folder("[server]\nrun = 'no-such-language {port}'\n");
    let (code, text) = capstone(lacking.path(), &["--seed", "7", "--only", "users"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("0 of 4 automatic points (4 could not be checked). Seed 7."),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn a_row_alone_says_what_was_left_out() {
    let folder = folder(&manifest("ch05-csv-log", "ch06-client"));
    let (code, text) = capstone(folder.path(), &["--seed", "7", "--only", "several"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("The row users, on which this one builds, was not played"),
        "{text}"
    );
    let (_, text) = capstone(folder.path(), &["--seed", "7", "--only", "others-go-on"]);
    let left_out = "The rows on which this one builds were not played: users, several, delivery.";
    assert!(text.contains(left_out), "{text}");
}

#[test]
fn a_folder_with_a_blank_in_its_name_can_be_pasted() {
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("meu mensageiro");
    fs::create_dir(&inner).unwrap();
    fs::write(
        inner.join("mensageiro.toml"),
        "[client]\nrun = './no-such-client'\n[server]\nrun = ['sh', '-c', 'exit 1']\n",
    )
    .unwrap();
    let (code, text) = capstone(&inner, &["--seed", "7", "--only", "users"]);
    assert_eq!(code, Some(1), "{text}");
    let again = format!("capstone '{}' --seed 7 --only users", inner.display());
    assert!(text.contains(&again), "{text}");
}

/// The programs press Ctrl-C themselves, so that nobody waits for the right moment.
#[cfg(unix)]
#[test]
fn after_ctrl_c_nothing_more_is_said() {
    let stop = "['sh', '-c', 'kill -INT $PPID; sleep 60']";
    let while_played = folder(&format!("[server]\nrun = {stop}\n"));
    let (code, text) = capstone(while_played.path(), &[]);
    assert_eq!(
        (code, text.as_str()),
        (Some(2), "stopped; no points counted\n")
    );
    let while_built = format!("[build]\ncommand = {stop}\n[server]\nrun = 'x'\n");
    let (code, text) = capstone(folder(&while_built).path(), &[]);
    assert_eq!(code, Some(2), "{text}");
    assert_eq!(text, "building …\nstopped; no points counted\n");
}
