//! Servers that know no push sessions, and servers that speak something else.

use std::time::Duration;

use testkit::terminal::Terminal;

use crate::support::{Client, FakeServer, Peer, Person};

/// The client as ana on a core server, with an empty line.
fn on_core(server: &FakeServer, client: &Client) -> (Terminal, Peer) {
    let terminal = client.start(80);
    let mut peer = server.accept_core();
    peer.send("f\n");
    terminal.see_prompt();
    (terminal, peer)
}

#[test]
fn a_core_server_is_polled_and_messages_come() {
    for columns in [80, 40] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let terminal = client.start(columns);
        let mut peer = server.accept_core();
        peer.send("@bia waited\nf\n");
        let screen = terminal.see("--:-- bia: waited");
        assert!(screen.contains("while you were away"), "{screen}");
        peer.expect("");
        peer.send("@bia now\nf\n");
        terminal.see(" bia: now");
        peer.expect("");
        terminal.see_prompt();
    }
}

#[test]
fn a_core_server_that_takes_the_push_login_keeps_its_connection() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    let mut peer = server.accept();
    peer.expect("ana /push");
    peer.send("@bia oi\nf\n");
    terminal.see("bia: oi");
    peer.expect("");
}

#[test]
fn on_a_core_server_one_line_is_open_at_a_time_and_none_is_called_accepted() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = on_core(&server, &client);
    peer.expect("");
    terminal.enter("@bia one");
    terminal.see_prompt();
    terminal.enter("@bia two");
    terminal.see_prompt();
    peer.send("f\n");
    peer.expect("@bia one");
    peer.send("f\n");
    terminal.see("to bia: sent");
    peer.expect("@bia two");
    peer.send("! try-later disk full\nf\n");
    let screen = terminal.see("! not sent: the server cannot store it now");
    assert!(!screen.contains("accepted"), "{screen}");
}

#[test]
fn a_batch_is_acknowledged_by_an_empty_line_before_anything_else() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = on_core(&server, &client);
    peer.expect("");
    terminal.enter("@bia one");
    terminal.see_prompt();
    peer.send("@bia oi\nf\n");
    peer.expect("");
    terminal.see("bia: oi");
    peer.send("f\n");
    peer.expect("@bia one");
}

#[test]
fn a_core_server_that_closes_on_an_empty_line_is_not_polled_again() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = on_core(&server, &client);
    peer.expect("");
    peer.close();
    let mut peer = server.accept_core();
    peer.send("f\n");
    terminal.see("does not like to be asked");
    terminal.see_prompt();
    terminal.enter("@bia oi");
    peer.expect("@bia oi");
    peer.send("@bia answer\nf\n");
    terminal.see("bia: answer");
    terminal.see_prompt();
    terminal.enter("@bia more");
    peer.expect("@bia more");
}

#[test]
fn who_is_not_asked_of_a_core_server() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = on_core(&server, &client);
    terminal.enter("/who");
    terminal.see("this server cannot say who is online");
    terminal.see_prompt();
    terminal.enter("@bia oi");
    peer.expect_after_polls("@bia oi");
}

#[test]
fn a_server_that_closes_at_once_is_tried_in_both_ways() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut terminal = client.start(80);
    server.accept().close();
    let mut peer = server.accept();
    peer.expect("ana");
    peer.send("HTTP/1.1 400 Bad Request\n");
    terminal.see("does not answer like a MeuMensageiro server");
    assert_eq!(terminal.exit_code(), 3);
}

#[test]
fn a_silent_server_is_given_up() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut child = client.command();
    let begun = std::time::Instant::now();
    let output = child.arg("ana").output().expect("the client");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        begun.elapsed() >= Duration::from_secs(10),
        "two tries of 5 seconds"
    );
}

#[test]
fn a_server_that_drips_is_as_good_as_silent() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let terminal = client.start(80);
    for login in ["ana /push", "ana"] {
        let mut peer = server.accept();
        peer.expect(login);
        terminal.see(&format!("connecting to {}", server.address));
        peer.drip();
    }
    terminal.see("does not answer like a MeuMensageiro server");
}
