//! Passwords: how they get into the user base, and what a login meets (protocol page, 7).
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod world;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use meu_mensageiro::limits::Limits;
use testkit::client::LineClient;
use testkit::program::{Launch, Program, Server};
use testkit::user_base::{Password, user_base};
use world::{World, said};

const SERVER: &str = env!("CARGO_BIN_EXE_mensageiro-server");

/// Short enough for a test to wait for it.
const SOON: Duration = Duration::from_millis(50);

/// Runs `mensageiro-server user …` with this on its standard input.
fn user(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(SERVER);
    command.arg("user").args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::piped());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses the arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The users ana, whose password is `segredo`, and bia, who has none.
fn users() -> String {
    let password = Password {
        login: "ana".to_owned(),
        text: "segredo".to_owned(),
    };
    user_base(&["ana", "bia"], &[password])
}

fn start(users: &str) -> Server {
    let program = Program::new(SERVER).launch(Launch::Flags);
    program.start_with(users).unwrap()
}

/// Sends login and password, and returns the answer to the password.
fn answer(server: &Server, login: &str, password: &str) -> String {
    let mut client = LineClient::connect(server.address()).unwrap();
    client.send_line(login).unwrap();
    assert_eq!(said(&mut client), "? password");
    client.send_line(password).unwrap();
    said(&mut client)
}

#[test]
fn a_password_from_a_pipe_is_the_one_that_lets_in() {
    let mut server = start("login,name\nbia,Bia\n");
    let data = server.data().to_owned();
    server.stop().unwrap();
    let added = user(&data, &["add", "ana", "--password"], "é segredo\r\nmore\n");
    assert!(added.status.success(), "{added:?}");
    server.start_again().unwrap();
    assert_eq!(answer(&server, "ana", "é segredo"), "f");
    assert_eq!(
        answer(&server, "ana", "more"),
        answer(&server, "zoe", "more")
    );
    assert!(user(&data, &["passwd", "ana"], "novo").status.success());
    server.start_again().unwrap();
    assert_eq!(answer(&server, "ana", "novo"), "f");
    assert!(answer(&server, "ana", "é segredo").starts_with("! bad-login"));
    let removed = user(&data, &["passwd", "ana", "--remove"], "");
    assert!(removed.status.success(), "{removed:?}");
    server.start_again().unwrap();
    let mut ana = LineClient::connect(server.address()).unwrap();
    ana.send_line("ana").unwrap();
    assert_eq!(said(&mut ana), "f");
}

#[cfg(unix)] // the test kit's terminals are those of Unix
#[test]
fn in_a_terminal_a_password_is_typed_twice_unseen() {
    use testkit::terminal::Terminal;

    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("users.csv");
    fs::write(&file, "login\nana\n").unwrap();
    let mut command = Command::new(SERVER);
    command
        .args(["user", "passwd", "ana", "--data"])
        .arg(data.path());
    for (second, expected, code) in [
        ("outro", "the two passwords differ; nothing has changed", 2),
        ("segredo", "set the password of ana", 0),
    ] {
        assert_eq!(fs::read_to_string(&file).unwrap(), "login\nana\n");
        let mut terminal = Terminal::start(&command, 24, 80).unwrap();
        terminal.wait_for("new password:").unwrap();
        terminal.type_text("segredo\r").unwrap();
        terminal.wait_for("once more:").unwrap();
        terminal.type_text(&format!("{second}\r")).unwrap();
        terminal.wait_for(expected).unwrap();
        assert_eq!(terminal.exit_status().unwrap().exit_code(), code);
        let written = String::from_utf8(terminal.bytes()).unwrap();
        assert!(
            !written.contains("segredo") && !written.contains("outro"),
            "{written:?}"
        );
    }
    assert!(fs::read_to_string(&file).unwrap().contains("argon2id"));
}

#[test]
fn what_cannot_be_a_password_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("users.csv");
    fs::write(&file, "login\nana\n").unwrap();
    let long = "x".repeat(1025);
    for (arguments, input, expected) in [
        (["passwd", "ana"], "\n", "no password was given"),
        (
            ["passwd", "ana"],
            "a\tb\n",
            "a password has 1 to 1024 bytes",
        ),
        (["passwd", "ana"], &long, "a password has 1 to 1024 bytes"),
        (["passwd", "zoe"], "segredo\n", "there is no user zoe"),
    ] {
        let output = user(data.path(), &arguments, input);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(expected), "{text}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "login\nana\n");
    }
}

#[test]
fn a_hash_that_cannot_be_used_stops_the_start_with_its_line() {
    for cell in [
        "segredo",
        "\"$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0\"",
    ] {
        let data = tempfile::tempdir().unwrap();
        let content = format!("login,password\nbia,\nana,{cell}\n");
        fs::write(data.path().join("users.csv"), content).unwrap();
        let mut command = Command::new(SERVER);
        command.args(["--listen", "127.0.0.1:0", "--data"]);
        let output = command.arg(data.path()).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("users.csv:3: the password"), "{text}");
        assert!(
            !text.contains("segredo") && !text.contains("c2Fs"),
            "{text}"
        );
    }
}

#[test]
fn no_password_is_ever_in_the_servers_words_or_files() {
    let mut server = start(&users());
    for (login, password) in [("ana", "segredo"), ("ana", "errado-1"), ("zoe", "errado-2")] {
        answer(&server, login, password);
    }
    // The login line is a place where people type their password by mistake.
    assert!(answer(&server, "senha-typed-here", "x").starts_with("! bad-login"));
    server.stop().unwrap();
    let mut written = server.errors();
    for file in fs::read_dir(server.data()).unwrap() {
        written += &fs::read_to_string(file.unwrap().path()).unwrap();
    }
    assert!(written.contains("wrong password"), "{written}");
    for secret in ["segredo", "errado", "senha-typed-here"] {
        assert!(!written.contains(secret), "{written}");
    }
}

#[test]
fn the_password_has_to_come_in_time_and_whole() {
    let world = World::with_users(
        &users(),
        &Limits {
            password_time: SOON,
            ..Limits::default()
        },
    );
    for begun in ["", "segre"] {
        let mut ana = world.log_in("ana");
        ana.send(begun.as_bytes()).unwrap();
        assert!(said(&mut ana).starts_with("! closing"));
    }
    world.stop();
}

/// No check ever begins: who has sent a password waits.
fn without_checks() -> Limits {
    Limits {
        hashes: 0,
        ..Limits::default()
    }
}

#[test]
fn who_waits_for_a_check_is_not_pushed_out() {
    let limits = Limits {
        before_login: 1,
        ..without_checks()
    };
    let survives = |_| {
        let world = World::with_users(&users(), &limits);
        let mut ana = world.connect();
        ana.send(b"ana\nsegredo\n").unwrap();
        assert_eq!(said(&mut ana), "? password");
        world.log_in("bia");
        let stopping = world.stop_in_background();
        let survived = said(&mut ana).starts_with("! closing");
        stopping.join().unwrap();
        survived
    };
    // The password is still being read when bia connects, now and then.
    assert!(
        (0..20).any(survives),
        "ana was told that others are waiting"
    );
}

#[test]
fn the_servers_end_does_not_wait_for_checks_or_for_who_guesses() {
    for limits in [without_checks(), Limits::default()] {
        let world = World::with_users(&users(), &limits);
        // Side by side, so that the later ones have to wait for many seconds.
        let mut guesses: Vec<_> = (0..8).map(|_| world.log_in("ana")).collect();
        for guess in &mut guesses {
            guess.send_line("errado").unwrap();
        }
        let stopping = world.stop_in_background();
        let ends: Vec<_> = guesses.iter_mut().map(said).collect();
        assert!(
            ends.iter().any(|end| end.starts_with("! closing")),
            "{ends:?}"
        );
        stopping.join().unwrap();
    }
}

#[test]
fn guessing_is_slowed_down_but_lets_the_right_one_in() {
    let server = start(&users());
    for _ in 0..3 {
        assert!(answer(&server, "ana", "errado").starts_with("! bad-login"));
    }
    assert_eq!(answer(&server, "ana", "segredo"), "f");
}
