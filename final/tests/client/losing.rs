//! Connections that break, and those that never were.

use std::net::TcpListener;

use testkit::terminal::Key;

use crate::support::{Client, FakeServer, Person};

#[test]
fn a_lost_connection_is_said_and_made_again_and_nothing_is_shown_twice() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let terminal = client.start(columns);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        peer.send("#1 2026-11-21T10:00:00.000Z @bia first\n");
        peer.expect("#1");
        peer.close();
        terminal.see("! connection lost:");
        let mut peer = server.accept_push_with(
            "#1 2026-11-21T10:00:00.000Z @bia first\n#2 2026-11-21T10:00:00.000Z @bia second\n",
        );
        terminal.see("* connected again");
        let screen = terminal.see("bia: second");
        let firsts = screen
            .rows()
            .iter()
            .filter(|row| row.contains("first"))
            .count();
        assert_eq!(firsts, 1, "{screen}");
        peer.expect("#1");
        peer.expect("#2");
    }
}

#[test]
fn in_a_new_epoch_the_same_number_is_another_message() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept_push();
    peer.send("#1 2026-11-21T10:00:00.000Z @bia old\n");
    peer.expect("#1");
    peer.close();
    let mut peer = server.accept();
    peer.expect("ana /push");
    peer.send("+ ready epoch2\n#1 2026-11-21T10:00:00.000Z @bia new\n");
    terminal.see("bia: new");
}

#[test]
fn what_was_not_confirmed_is_sent_again_only_after_a_yes() {
    for (answer, sent) in [("y", "@bia oi"), ("n", "@caio x")] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let mut terminal = client.start(80);
        let mut peer = server.accept_push();
        terminal.see_prompt();
        terminal.enter("@bia oi");
        peer.expect("@bia oi");
        terminal.see_prompt();
        peer.close();
        let mut peer = server.accept_push();
        terminal.see("! not confirmed: @bia oi");
        terminal.see("Send it again? [y/N]");
        terminal.see_prompt();
        terminal.enter(answer);
        terminal.see_prompt();
        terminal.enter("@caio x");
        peer.expect(sent);
    }
}

#[test]
fn what_is_typed_without_a_connection_is_kept_and_sent() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let peer = server.accept_push();
    terminal.see_prompt();
    peer.close();
    terminal.see("connection lost");
    // The next connection has no session yet: the client is not connected for the whole of this.
    let mut peer = server.accept();
    peer.expect("ana /push");
    terminal.enter("@bia oi");
    terminal.see("not connected: kept");
    peer.send("+ ready epoch1\n");
    peer.expect("@bia oi");
}

#[test]
fn a_half_typed_line_survives_the_loss() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let peer = server.accept_push();
    terminal.see_prompt();
    terminal.type_text("@bia até").expect("typing");
    terminal.see("@bia até");
    peer.close();
    let mut peer = server.accept_push();
    terminal.see("connected again");
    terminal.type_text(" já").expect("typing");
    terminal.see("ana> @bia até já");
    terminal.keys(&[Key::Enter]);
    peer.expect("@bia até já");
}

#[test]
fn leaving_without_a_connection_says_what_was_not_sent() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    let peer = server.accept_push();
    terminal.see_prompt();
    peer.close();
    let mut peer = server.accept();
    peer.expect("ana /push");
    terminal.enter("@bia oi");
    terminal.see("kept");
    terminal.see_prompt();
    terminal.keys(&[Key::CtrlD]);
    terminal.see("! not sent: @bia oi");
    assert_eq!(terminal.exit_code(), 1);
}

#[test]
fn a_server_that_is_not_there_is_one_line_and_code_3() {
    let unused = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = unused.local_addr().expect("the port");
    drop(unused);
    let output = Client::at(address).command().arg("ana").output();
    let output = output.expect("the client");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains(&address.to_string()) && said.contains("--server"),
        "{said}"
    );
}
