//! The client with the server of this package.

use std::process::{Command, Stdio};

use testkit::pipe;
use testkit::program::{Launch, Program, Server};
use testkit::terminal::Key;

use crate::support::{Client, Person};

fn start_server() -> Server {
    let program = Program::new(env!("CARGO_BIN_EXE_mensageiro-server"));
    program
        .launch(Launch::Flags)
        .start(&["ana", "bia"])
        .expect("the server")
}

#[test]
fn two_people_chat() {
    for columns in [80, 40] {
        let server = start_server();
        let (one, other) = (Client::at(server.address()), Client::at(server.address()));
        let mut ana = one.start(columns);
        ana.see_prompt();
        ana.enter("@bia até já");
        ana.see("to bia: accepted");
        let mut bia = other.start_as("bia", columns);
        let screen = bia.see("ana: até já");
        assert!(screen.contains("while you were away"), "{screen}");
        bia.type_text("@an").expect("typing");
        bia.see("bia> @ana");
        bia.keys(&[Key::CtrlU]);
        bia.enter("/reply olá");
        let screen = ana.see("bia: olá");
        assert!(!screen.contains("away"), "{screen}");
        ana.see_prompt();
        ana.enter("/who");
        ana.see("online: bia");
        ana.see_prompt();
        ana.enter("@zoe oi");
        ana.see("there is no user zoe");
    }
}

#[test]
fn a_server_that_comes_back_is_found_again() {
    let mut server = start_server();
    let client = Client::at(server.address());
    let mut ana = client.start(80);
    ana.see_prompt();
    ana.type_text("@bia half").expect("typing");
    ana.see("@bia half");
    server.stop().expect("the server");
    ana.see("connection lost");
    // `Server::start_again` takes another port; who waits for a server waits for it at its address.
    let address = server.address().to_string();
    let mut again = Command::new(env!("CARGO_BIN_EXE_mensageiro-server"));
    again
        .args(["--listen", &address, "--data"])
        .arg(server.data());
    let mut again = again
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server");
    ana.see("connected again");
    ana.type_text(" typed").expect("typing");
    ana.keys(&[Key::Enter]);
    ana.see("to bia: accepted");
    again
        .kill()
        .and_then(|()| again.wait())
        .expect("the server");
}

#[test]
fn a_second_client_takes_over() {
    let server = start_server();
    let client = Client::at(server.address());
    let mut first = client.start(80);
    first.see_prompt();
    let second = client.start(80);
    second.see_prompt();
    first.see("you logged in elsewhere");
    assert_eq!(first.exit_code(), 5);
}

#[test]
fn a_script_sends_and_fetches() {
    let server = start_server();
    let client = Client::at(server.address());
    let run = |lines: &str| {
        let ended = pipe::run(&mut client.command(), lines).expect("the client");
        (ended.code, ended.output)
    };
    let lines: String = (1..=600).map(|number| format!("@bia {number}\n")).collect();
    let (code, said) = run(&format!("ana\n{lines}"));
    assert_eq!((code, said.matches("accepted").count()), (Some(0), 600));
    // More than the server sends without an acknowledgement.
    let (code, said) = run("bia\n");
    assert_eq!(
        (code, said.matches(" ana: ").count()),
        (Some(0), 600),
        "{said}"
    );
    let (code, said) = run("bia\n");
    assert_eq!(
        (code, said.as_str()),
        (Some(0), ""),
        "all of it was acknowledged"
    );
}
