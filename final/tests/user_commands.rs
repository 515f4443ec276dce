//! Several changes of the user base, and the first one.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The command `mensageiro-server user …`, whose output nobody reads.
fn user(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-server"));
    command.arg("user").args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

#[cfg(unix)] // elsewhere a folder has no such mode
#[test]
fn a_folder_that_the_first_user_makes_is_private() {
    use std::os::unix::fs::PermissionsExt;

    let above = tempfile::tempdir().unwrap();
    let data = above.path().join("data");
    assert!(user(&data, &["add", "ana"]).status().unwrap().success());
    let mode = fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn users_that_are_added_side_by_side_are_all_there() {
    let above = tempfile::tempdir().unwrap();
    let data = above.path().join("data");
    let logins: Vec<_> = (0..10).map(|number| format!("u{number}")).collect();
    let add = |login: &String| user(&data, &["add", login]).spawn().unwrap();
    let children: Vec<_> = logins.iter().map(add).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let users = fs::read_to_string(data.join("users.csv")).unwrap();
    let mut rows: Vec<_> = users.lines().skip(1).collect();
    rows.sort_unstable();
    assert_eq!(rows, logins);
}

#[cfg(unix)] // the test kit's terminals are those of Unix
#[test]
fn a_password_that_is_being_typed_undoes_no_other_change() {
    use testkit::terminal::Terminal;

    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("users.csv");
    fs::write(&file, "login,password\nana,\neva,\n").unwrap();
    let command = user(data.path(), &["passwd", "ana"]);
    let mut terminal = Terminal::start(&command, 24, 80).unwrap();
    terminal.wait_for("new password:").unwrap();
    let removed = user(data.path(), &["remove", "eva"]).status().unwrap();
    assert!(removed.success());
    terminal.type_text("segredo\r").unwrap();
    terminal.wait_for("once more:").unwrap();
    terminal.type_text("segredo\r").unwrap();
    terminal.wait_for("set the password of ana").unwrap();
    let users = fs::read_to_string(&file).unwrap();
    assert!(
        users.contains("ana,\"$argon2id") && !users.contains("eva"),
        "{users}"
    );
}
