//! The chapters' clients with the messenger's server, and the other way round: through a pipe and
//! in a terminal.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use kit::course::PROGRAMS;
use kit::programs;
use testkit::pipe;
use testkit::program::{Launch, Program, Server};
use testkit::terminal::{Key, Terminal};

const USERS: [&str; 2] = ["ana", "bia"];

fn binary(name: &str) -> PathBuf {
    programs::binaries().unwrap()[name].clone()
}

fn start(server: &str) -> Server {
    let program = PROGRAMS.iter().find(|program| program.binary == server);
    let launch = program.map_or(Launch::Positional, |program| program.launch);
    Program::new(binary(server))
        .launch(launch)
        .start(&USERS)
        .unwrap()
}

/// What a client says that gets these lines on its standard input and ends well.
fn talk(client: &str, server: &Server, lines: &str) -> String {
    let mut command = Command::new(binary(client));
    let ended = pipe::run(command.arg(server.address().to_string()), lines).unwrap();
    assert_eq!(ended.code, Some(0), "{client}: {ended:?}");
    ended.output
}

#[test]
fn the_chapters_clients_chat_on_the_messengers_server() {
    let server = start("mensageiro-server");
    for client in ["ch01-talk", "ch02-talk"] {
        let said = talk(client, &server, "ana\n@bia até já\n@zoe oi\n");
        assert_eq!(said, "f\nf\n! unknown-recipient zoe\nf\n");
        assert_eq!(
            talk(client, &server, "bia\n@ana olá\n"),
            "@ana até já\nf\nf\n"
        );
        assert_eq!(talk(client, &server, "ana\n"), "@bia olá\nf\n");
    }
    talk("ch06-client", &server, "ana\n@bia até já\n@bia tchau\n");
    let said = talk("ch06-client", &server, "bia\n@zoe oi\n");
    assert_eq!(said, "ana: até já\nana: tchau\n! unknown-recipient zoe\n");
}

#[test]
fn the_messengers_client_chats_on_a_core_server_through_a_pipe() {
    let server = start("ch05-csv-log");
    let address = server.address().to_string();
    let chat = |login: &str, lines: &str| {
        let mut command = Command::new(binary("mensageiro-client"));
        pipe::run(command.args([login, "--server", &address]), lines).unwrap()
    };
    let ana = chat("ana", "@bia até já\n");
    assert_eq!(ana.code, Some(0), "{ana:?}");
    assert!(ana.output.contains("to bia: sent"), "{ana:?}");
    let bia = chat("bia", "");
    assert_eq!(bia.code, Some(0), "{bia:?}");
    assert!(bia.output.contains("ana: até já"), "{bia:?}");
    let refused = chat("ana", "@zoe oi\n");
    assert_eq!(
        refused.code,
        Some(1),
        "the refusal is in the exit code: {refused:?}"
    );
}

/// A client in a terminal, with its history in a folder that nobody else uses.
fn in_terminal(client: &str, arguments: &[&str], columns: u16, state: &Path) -> Terminal {
    let mut command = Command::new(binary(client));
    command.args(arguments).env("MENSAGEIRO_STATE", state);
    Terminal::start(&command, 24, columns).unwrap()
}

#[test]
fn the_chapters_client_shows_what_comes_while_one_types() {
    for columns in [80, 40] {
        let server = start("ch05-csv-log");
        let address = server.address().to_string();
        let state = tempfile::tempdir().unwrap();
        let mut ana = in_terminal("ch06-client", &[&address], columns, state.path());
        ana.wait_for("your name:").unwrap();
        ana.type_text("ana").unwrap();
        ana.press(Key::Enter).unwrap();
        ana.wait_for("ana>").unwrap();
        ana.type_text("@bia meia li").unwrap();
        ana.wait_for("meia li").unwrap();
        talk("ch02-talk", &server, "bia\n@ana até já\n");
        let screen = ana.wait_for("bia: até já").unwrap();
        let row = |text: &str| screen.rows().iter().position(|row| row.contains(text));
        assert!(row("bia: até já") < row("ana> @bia meia li"), "{screen}");
        ana.type_text("nha").unwrap();
        ana.press(Key::Enter).unwrap();
        ana.press(Key::CtrlD).unwrap();
        assert!(ana.exit_status().unwrap().success());
        assert_eq!(talk("ch02-talk", &server, "bia\n"), "@ana meia linha\nf\n");
    }
}

#[test]
fn the_messengers_client_asks_a_core_server_by_itself() {
    for columns in [80, 40] {
        let server = start("ch05-csv-log");
        let address = server.address().to_string();
        let state = tempfile::tempdir().unwrap();
        let mut ana = in_terminal(
            "mensageiro-client",
            &["ana", "--server", &address],
            columns,
            state.path(),
        );
        ana.wait_for("ana>").unwrap();
        talk("ch02-talk", &server, "bia\n@ana até já\n");
        ana.wait_for("bia: até já").unwrap();
        ana.type_text("/reply olá").unwrap();
        ana.press(Key::Enter).unwrap();
        ana.wait_for("to bia: sent").unwrap();
        assert_eq!(talk("ch02-talk", &server, "bia\n"), "@ana olá\nf\n");
    }
}
