//! A server that asks for a password: typed in a terminal, or read from a file.

use std::fs;
use std::process::{Output, Stdio};

use testkit::program::{Launch, Program};
use testkit::terminal::{Key, Terminal};
use testkit::user_base::{Password, user_base};

use crate::support::{Client, FakeServer, Peer, Person};

/// Types a password, of which nothing is to be seen.
fn enter_hidden(terminal: &mut Terminal, password: &str) {
    terminal.see("password of ana (not shown):");
    terminal.type_text(password).expect("typing");
    terminal.keys(&[Key::Enter]);
}

/// The next connection of the client, which is asked for ana's password.
fn ask(server: &FakeServer) -> Peer {
    let mut peer = server.accept();
    peer.expect("ana /push");
    peer.send("? password\n");
    peer
}

/// The next connection, on which the password is this one, and right.
fn let_in(server: &FakeServer, password: &str) -> Peer {
    let mut peer = ask(server);
    peer.expect(password);
    peer.send("+ ready epoch1\n");
    peer.expect("/who");
    peer.send("+ ana\n");
    peer
}

#[test]
fn a_password_is_typed_unseen_and_kept_for_the_run_only() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(columns);
        ask(&server).expect_end();
        enter_hidden(&mut terminal, "meu segredo");
        let mut peer = let_in(&server, "meu segredo");
        terminal.see_prompt();
        terminal.enter("@bia oi");
        peer.expect("@bia oi");
        peer.send("+ 1\n");
        terminal.see("accepted");
        terminal.see_prompt();
        peer.close();
        terminal.see("connection lost");
        let mut peer = let_in(&server, "meu segredo");
        terminal.see("connected again");
        peer.send("#2 2026-11-21T10:00:00.000Z @bia hello\n");
        terminal.see("bia: hello");
        let written = String::from_utf8(terminal.bytes()).expect("UTF-8");
        assert!(!written.contains("segredo"), "{written:?}");
        let history = client.state.path().join("user-ana.history");
        let kept = fs::read_to_string(history).expect("the history");
        assert!(
            kept.contains("@bia oi") && !kept.contains("segredo"),
            "{kept}"
        );
    }
}

#[test]
fn a_wrong_password_is_asked_for_again() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    ask(&server).expect_end();
    enter_hidden(&mut terminal, "errado");
    let mut peer = ask(&server);
    peer.expect("errado");
    peer.send("! bad-login wrong password, or no such user\n");
    terminal.see("! the password is wrong, or there is no user ana");
    // At once: a second attempt with the same password would count as another failure.
    ask(&server).expect_end();
    enter_hidden(&mut terminal, "segredo");
    let_in(&server, "segredo");
    terminal.see_prompt();
}

#[test]
fn where_the_login_was_asked_for_it_is_asked_for_again_too() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = Terminal::start(&client.command(), 24, 80).expect("a terminal");
    terminal.see("your login:");
    terminal.enter("ana");
    ask(&server).expect_end();
    enter_hidden(&mut terminal, "errado");
    let mut peer = ask(&server);
    peer.expect("errado");
    peer.send("! bad-login\n");
    let asked = |row: &String| row.starts_with("your login:");
    let again =
        terminal.wait_until(|screen| screen.rows().iter().filter(|it| asked(it)).count() == 2);
    again.expect("the question for the login");
}

#[test]
fn who_gives_no_password_leaves_with_code_4() {
    for key in [Key::Enter, Key::CtrlD] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(80);
        ask(&server).expect_end();
        terminal.see("password of ana");
        terminal.keys(&[key]);
        terminal.see("the server asks for a password");
        assert_eq!(terminal.exit_code(), 4);
    }
}

#[cfg(unix)] // elsewhere there is no exit code for signals
#[test]
fn ctrl_c_at_the_password_leaves() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    ask(&server).expect_end();
    terminal.see("password of ana");
    terminal.keys(&[Key::CtrlC]);
    assert_eq!(terminal.exit_code(), 143);
}

/// Runs the client to its end, with this password in a file, and nothing on its standard input.
fn run(client: &Client, password: Option<&str>) -> (Output, String) {
    let file = client.state.path().join("password");
    let mut command = client.command();
    command.arg("ana").stdin(Stdio::null());
    if let Some(password) = password {
        fs::write(&file, password).expect("a file");
        command.arg("--password-file").arg(&file);
    }
    let output = command.output().expect("the client");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, text)
}

#[test]
fn a_script_has_its_password_in_a_file() {
    let password = Password {
        login: "ana".to_owned(),
        text: "meu segredo".to_owned(),
    };
    let program = Program::new(env!("CARGO_BIN_EXE_mensageiro-server")).launch(Launch::Flags);
    let server = program.start_with(&user_base(&["ana", "bia"], &[password]));
    let server = server.expect("the server");
    let client = Client::at(server.address());
    for (password, code, expected) in [
        (Some("meu segredo\n"), 0, ""),
        (Some("meu segredo\r\nmore\n"), 0, ""),
        (
            Some("errado\n"),
            4,
            "the password is wrong, or there is no user ana",
        ),
        (None, 4, "give it with --password-file FILE"),
        (Some("\n"), 2, "is empty; it must be the password"),
        (Some("a\tb\n"), 2, "is no password"),
    ] {
        let (output, text) = run(&client, password);
        assert_eq!(output.status.code(), Some(code), "{password:?}: {text}");
        assert!(text.contains(expected), "{text}");
        assert!(
            text.lines().count() <= 1 && !text.contains("errado"),
            "{text}"
        );
    }
}

#[test]
fn no_other_question_is_answered_with_the_password() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&client, Some("segredo")));
        for login in ["ana /push", "ana"] {
            let mut peer = server.accept();
            peer.expect(login);
            peer.send("? your favourite colour\n");
            peer.expect_end();
        }
        let (output, text) = running.join().expect("no panic");
        assert_eq!(output.status.code(), Some(3), "{text}");
    });
}
