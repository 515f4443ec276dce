//! The line editor: history, completion, and the keys that leave.

use std::process::Command;

use testkit::terminal::{Key, Terminal};

use crate::support::{Client, FakeServer, Person};

/// The client as ana, connected, with an empty line.
pub(crate) fn connected(client: &Client, server: &FakeServer) -> (Terminal, crate::support::Peer) {
    let terminal = client.start(80);
    let peer = server.accept_push();
    terminal.see_prompt();
    (terminal, peer)
}

#[test]
fn what_was_typed_is_there_in_the_next_run() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal.enter("@bia até já");
    peer.expect("@bia até já");
    terminal.see_prompt();
    // Not even a program that is killed loses what was typed.
    drop(terminal);
    let (mut terminal, _peer) = connected(&client, &server);
    terminal.keys(&[Key::Up]);
    terminal.see("ana> @bia até já");
}

#[test]
fn each_login_has_a_history_of_its_own() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal.enter("/help");
    terminal.see_prompt();
    terminal.enter("/quit");
    peer.expect_end();
    let files: Vec<_> = std::fs::read_dir(client.state.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(files, ["user-ana.history"]);
}

#[test]
fn tab_completes_a_login_and_grey_shows_the_rest() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    // When this is shown, the answer to `/who` has been heard.
    peer.send("#1 2026-11-21T10:00:00.000Z @bia oi\n");
    peer.expect("#1");
    terminal.type_text("@jo").expect("typing");
    let screen = terminal.see("ana> @joao");
    let grey = screen.color_of("ao");
    assert_ne!(grey, screen.color_of("@jo"), "{screen}");
    terminal.keys(&[Key::Tab]);
    terminal.type_text("oi").expect("typing");
    terminal.see("ana> @joao oi");
    terminal.keys(&[Key::Enter]);
    peer.expect("@joao oi");
}

#[test]
fn lines_that_are_typed_ahead_are_not_lost() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal
        .type_text("@bia one\r@bia two\r@bia three\r/quit\r")
        .expect("typing");
    for line in ["@bia one", "@bia two", "@bia three"] {
        peer.expect(line);
        peer.send("+ 1\n");
    }
    peer.expect_end();
}

#[test]
fn who_wrote_can_be_completed() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    peer.send("#1 2026-11-21T10:00:00.000Z @zuleica oi\n");
    peer.expect("#1");
    terminal.type_text("@z").expect("typing");
    terminal.see("@zuleica");
}

#[test]
fn a_mistyped_login_is_not_offered_neither_now_nor_in_the_next_run() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal.enter("@bai oi");
    peer.expect("@bai oi");
    peer.send("! unknown-recipient bai\n");
    terminal.see("there is no user bai");
    for _ in 0..2 {
        terminal.see_prompt();
        terminal.type_text("@b").expect("typing");
        terminal.see("ana> @bia");
        drop(terminal);
        (terminal, peer) = connected(&client, &server);
        // When this is shown, the answer to `/who` has been heard.
        peer.send("#1 2026-11-21T10:00:00.000Z @joao oi\n");
        peer.expect("#1");
    }
}

#[test]
fn ctrl_c_clears_the_line_and_then_says_how_to_leave() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal.type_text("@bia half").expect("typing");
    terminal.see("@bia half");
    terminal.keys(&[Key::CtrlC]);
    terminal.see_prompt();
    terminal.keys(&[Key::CtrlC]);
    terminal.see("to leave: Ctrl-C once more");
    terminal.see_prompt();
    terminal.keys(&[Key::CtrlC]);
    peer.expect_end();
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn messages_that_come_during_a_search_are_shown_and_acknowledged_after_it() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let (mut terminal, mut peer) = connected(&client, &server);
    terminal.enter("/help");
    terminal.see("/quit");
    terminal.see_prompt();
    terminal.keys(&[Key::CtrlR]);
    terminal.see("reverse-i-search");
    peer.send("#1 2026-11-21T10:00:00.000Z @bia one\n#2 2026-11-21T10:00:00.000Z @bia two\n");
    terminal.type_text("hel").expect("typing");
    terminal.see("`hel': /help");
    assert!(!terminal.screen().contains("bia: one"));
    terminal.keys(&[Key::Escape]);
    terminal.see("bia: two");
    let acknowledged = peer.read();
    assert!(
        matches!(acknowledged.as_deref(), Some("#1" | "#2")),
        "{acknowledged:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_a_usable_terminal_behind() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    // The shell is the terminal's own program: it shows how the client leaves the terminal.
    let mut shell = Command::new("sh");
    let client_command = client.command();
    for (name, value) in client_command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let program = client_command.get_program().to_string_lossy().into_owned();
    let script = "\"$0\" ana --server \"$1\" & echo pid=$!.; fg >/dev/null; echo code=$?.; stty -a";
    shell.args(["-mc", script, &program, &server.address.to_string()]);
    let terminal = Terminal::start(&shell, 24, 80).expect("a terminal");
    let screen = terminal
        .wait_until(|screen| screen.contains("pid="))
        .expect("the pid");
    let _peer = server.accept_push();
    terminal.see_prompt();
    let pid = screen
        .rows()
        .iter()
        .find_map(|row| row.split("pid=").nth(1)?.split('.').next());
    let killed = Command::new("kill")
        .args(["-TERM", pid.expect("a pid")])
        .status();
    assert!(killed.expect("kill").success());
    terminal.see("code=143.");
    let screen = terminal.see(" icanon");
    assert!(
        screen.contains(" echo ") && !screen.contains("-echo "),
        "{screen}"
    );
    assert!(
        terminal
            .bytes()
            .windows(8)
            .any(|bytes| bytes == b"\x1b[?2004l")
    );
}
