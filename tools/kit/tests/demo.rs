//! `cargo demo`, typed as a person types it: the first command of the README.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::env;
use std::process::Command;

use kit::course;
use testkit::terminal::{Key, Terminal};

fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(course::root());
    cargo
}

fn enter(terminal: &mut Terminal, line: &str) {
    terminal
        .wait_until(|screen| {
            screen
                .rows()
                .iter()
                .rfind(|row| !row.is_empty())
                .is_some_and(|row| row == "you>")
        })
        .unwrap();
    terminal.type_text(line).unwrap();
    terminal.press(Key::Enter).unwrap();
}

#[test]
fn the_friend_answers_and_a_message_waits() {
    // Built first: the build may take longer than a terminal is waited for.
    let built = cargo()
        .args([
            "build",
            "--quiet",
            "-p",
            "meu-mensageiro",
            "--example",
            "demo",
        ])
        .status();
    assert!(built.unwrap().success());
    let state = tempfile::tempdir().unwrap();
    let mut command = cargo();
    command.arg("demo").env("MENSAGEIRO_STATE", state.path());
    let mut you = Terminal::start(&command, 40, 80).unwrap();
    you.wait_for("bia: Welcome!").unwrap();
    enter(&mut you, "@bia hello");
    you.wait_for("bia: It came at once").unwrap();
    enter(&mut you, "/who");
    you.wait_for("online: bia").unwrap();
    enter(&mut you, "/reply and a few words");
    you.wait_for("bia: Now see how a message waits").unwrap();
    enter(&mut you, "/quit");
    you.wait_for("press Enter to come back").unwrap();
    you.press(Key::Enter).unwrap();
    you.wait_for("bia: You were away when I wrote this")
        .unwrap();
    enter(&mut you, "/quit");
    you.wait_for("That was the demo").unwrap();
    assert!(you.exit_status().unwrap().success());
}
