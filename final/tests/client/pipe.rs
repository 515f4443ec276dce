//! The client at the end of a pipe, and in terminals that can do little.

use std::io::{Read, Write};
use std::process::{Child, Output, Stdio};
use std::thread;

use testkit::terminal::Terminal;

use crate::support::{Client, FakeServer, Person};

/// Starts the client with these lines on its standard input.
fn start(client: &Client, lines: &str) -> Child {
    let mut command = client.command();
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the client");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(lines.as_bytes()).expect("room in the pipe");
    child
}

fn end(child: Child) -> (Output, String) {
    let output = child.wait_with_output().expect("the client");
    let said = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    (output, said)
}

#[test]
fn lines_are_sent_answers_awaited_and_the_inbox_is_shown() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let child = start(&client, "ana\n@bia one\n@bia two");
    let mut peer = server.accept_push_with("#1 2026-11-21T10:00:00.000Z @bia \x1b[2Joi\n");
    // The lines and the acknowledgement come in any order; what is left in the inbox is asked for
    // last.
    let mut heard: Vec<String> = (0..3).filter_map(|_| peer.read()).collect();
    heard.sort();
    assert_eq!(heard, ["#1", "@bia one", "@bia two"]);
    peer.send("+ 2\n+ 3\n");
    peer.expect("");
    peer.send("#4 2026-11-21T10:00:00.000Z @bia more\n+\n");
    peer.expect("#4");
    peer.expect("");
    peer.send("+\n");
    peer.expect_end();
    let (output, said) = end(child);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("2026-11-21 10:00 bia: ^[[2Joi\n"), "{said}");
    assert!(said.contains("2026-11-21 10:00 bia: more\n"), "{said}");
    assert_eq!(said.matches("to bia: accepted").count(), 2, "{said}");
    assert!(!said.contains('\x1b'), "{said:?}");
}

#[test]
fn a_core_server_is_asked_until_its_inbox_is_empty() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let child = start(&client, "ana\n@bia one\n");
    let mut peer = server.accept_core();
    peer.send("@bia waited\nf\n");
    peer.expect("");
    peer.send("f\n");
    peer.expect("@bia one");
    peer.send("@bia late\nf\n");
    peer.expect("");
    peer.send("f\n");
    peer.expect_end();
    let (output, said) = end(child);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("bia: waited\n") && said.contains("bia: late\n"),
        "{said}"
    );
}

#[test]
fn what_is_refused_is_said_on_the_error_output_and_in_the_exit_code() {
    for line in ["@zoe oi", "no recipient", "@bia \u{1}"] {
        let server = FakeServer::start();
        let client = Client::of(&server);
        let child = start(&client, &format!("ana\n{line}\n"));
        let mut peer = server.accept_push();
        while let Some(heard) = peer.read() {
            peer.send(if heard.is_empty() {
                "+\n"
            } else {
                "! unknown-recipient\n"
            });
        }
        let (output, said) = end(child);
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(output.stderr.starts_with(b"! "), "{line}");
        assert_eq!(said, "", "{line}");
    }
}

#[test]
fn a_connection_that_is_lost_is_code_6_and_names_the_open_line() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let child = start(&client, "ana\n@bia one\n");
    let mut peer = server.accept_push();
    peer.expect("@bia one");
    peer.send("#1 2026-11-21T10:00:00.000Z @bia cut off");
    peer.close();
    let (output, said) = end(child);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{errors}");
    assert!(errors.contains("connection lost"), "{errors}");
    assert!(errors.contains("not confirmed: @bia one"), "{errors}");
    assert_eq!(said, "", "half a line is no message");
}

#[test]
fn an_unknown_user_is_code_4_and_a_bad_login_is_code_2() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let child = start(&client, "zoe\n");
    for line in ["zoe /push", "zoe"] {
        let mut peer = server.accept();
        peer.expect(line);
        peer.send("! unknown-user\n");
    }
    assert_eq!(end(child).0.status.code(), Some(4));
    let (output, _) = end(start(&client, "ZOE\n"));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

#[test]
fn a_closed_output_ends_nothing_with_a_panic() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut child = start(&client, "ana\n@bia one\n");
    drop(child.stdout.take());
    let mut peer = server.accept_push_with("#1 2026-11-21T10:00:00.000Z @bia nobody sees this\n");
    while let Some(heard) = peer.read() {
        assert_ne!(heard, "#1", "what was not printed is not acknowledged");
        peer.send("+\n");
    }
    let mut errors = String::new();
    let stderr = child.stderr.take();
    stderr
        .expect("a pipe")
        .read_to_string(&mut errors)
        .expect("UTF-8");
    assert!(!errors.contains("panicked"), "{errors}");
    assert_eq!(child.wait().expect("the client").code(), Some(1));
}

#[test]
fn a_thousand_lines_from_a_pipe_all_arrive_in_order() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let lines: String = (0..1000).map(|number| format!("@bia {number}\n")).collect();
    let child = thread::scope(|scope| {
        let typing = scope.spawn(|| start(&client, &format!("ana\n{lines}")));
        let mut peer = server.accept_push();
        for number in 0..1000 {
            peer.expect(&format!("@bia {number}"));
            peer.send(&format!("+ {number}\n"));
        }
        peer.expect("");
        peer.send("+\n");
        typing.join().expect("no panic")
    });
    assert_eq!(end(child).0.status.code(), Some(0));
}

#[test]
fn without_colours_there_are_none_and_everything_else_works() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut command = client.command();
    command.arg("ana").env("NO_COLOR", "1");
    let mut terminal = Terminal::start(&command, 24, 80).expect("a terminal");
    let mut peer = server.accept_push_with("#1 2026-11-21T10:00:00.000Z @bia oi\n");
    terminal.see("bia: oi");
    peer.expect("#1");
    peer.send("#2 2026-11-21T10:00:00.000Z @bia after the answer to /who\n");
    peer.expect("#2");
    terminal.see_prompt();
    terminal.type_text("@jo").expect("typing");
    terminal.see("@joao");
    let written = String::from_utf8(terminal.bytes()).expect("UTF-8");
    let coloured = written.split("\x1b[").skip(1).any(|rest| {
        let end = rest.find(|letter: char| letter.is_ascii_alphabetic());
        end.is_some_and(|end| rest[end..].starts_with('m'))
    });
    assert!(!coloured, "{written:?}");
}

#[test]
fn a_dumb_terminal_gets_no_escapes() {
    let server = FakeServer::start();
    let client = Client::of(&server);
    let mut command = client.command();
    command.arg("ana").env("TERM", "dumb");
    let mut terminal = Terminal::start(&command, 24, 40).expect("a terminal");
    let mut peer = server.accept_push_with("#1 2026-11-21T10:00:00.000Z @bia oi\n");
    terminal.see("bia: oi");
    peer.expect("#1");
    terminal.enter("@bia até já");
    peer.expect("@bia até já");
    peer.send("+ 2\n");
    terminal.see("to bia: accepted");
    terminal.enter("/help");
    let screen = terminal.see("/quit");
    assert!(!screen.contains("Tab"), "{screen}");
    assert!(!terminal.bytes().contains(&0x1b));
    terminal.enter("/quit");
    assert_eq!(terminal.exit_code(), 0);
}
