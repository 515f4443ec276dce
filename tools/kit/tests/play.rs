//! `cargo kit play` as a student runs it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;

const SESSION: &str = "\
title: every line gets an f
since: ch04-inbox
why: the protocol page, 3

ana> ana
ana< f
log: row ana ana oi
";

/// A server that gives the same answer to each line.
fn server(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        listener
            .incoming()
            .flatten()
            .for_each(|stream| serve(&stream, answer))
    });
    address
}

fn serve(mut stream: &TcpStream, answer: &str) {
    for _ in BufReader::new(stream).lines().map_while(Result::ok) {
        stream
            .write_all(answer.as_bytes())
            .expect("a reading client");
    }
}

fn play(session: &str, address: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("some.session");
    fs::write(&file, session).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    command
        .arg("play")
        .arg(file)
        .args(["--addr", address])
        .output()
        .expect("kit runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_session_that_passes() {
    let output = play(SESSION, &server("f\n").to_string());
    let expected = "The server's users.csv must list: ana\n\
                    ✓ every line gets an f\n  \
                    passed as far as it can be seen from outside; not checked:\n    \
                    log: row ana ana oi\n";
    assert_eq!(
        (printed(&output).as_str(), output.status.code()),
        (expected, Some(0))
    );
}

#[test]
fn a_session_that_fails() {
    let address = server("ok\n").to_string();
    let output = play(SESSION, &address);
    let text = printed(&output);
    let again = format!("some.session --addr {address}\n");
    assert!(text.contains(&again), "{text}");
    assert!(
        text.contains("  expected: f\\n\n  received: ok\\n\n            ^\n"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_played() {
    let wrong_file = play("title: t\n", "127.0.0.1:1");
    assert!(printed(&wrong_file).contains("some.session:1: the header has no `since:`"));
    let wrong_address = play(SESSION, "here");
    assert!(printed(&wrong_address).starts_with("`here` is no address such as 127.0.0.1:3333"));
    assert_eq!(
        (wrong_file.status.code(), wrong_address.status.code()),
        (Some(2), Some(2))
    );
}

#[test]
fn a_program_that_does_not_exist() {
    let session = SESSION.replace("ch04-inbox", "ch04");
    let text = printed(&play(&session, "127.0.0.1:1"));
    let words = "some.session:2: no program `ch04`; there are ch01-echo, ";
    assert!(text.contains(words), "{text}");
}

#[test]
fn an_echo_server_needs_no_users() {
    let session = "title: t\nsince: ch01-echo\nuntil: ch02-threads\nwhy: w\n\nana> f\nana< f\n";
    let output = play(session, &server("f\n").to_string());
    assert_eq!(printed(&output), "✓ t\n");
}

#[test]
fn names_and_texts_by_a_seed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("some.session");
    fs::write(&file, SESSION).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    let address = server("f\n").to_string();
    command
        .arg("play")
        .arg(file)
        .args(["--seed", "7", "--pace", "coalesced", "--addr", &address]);
    let output = command.output().expect("kit runs");
    let text = printed(&output);
    assert!(
        text.starts_with("The server's users.csv must list: ") && !text.contains("list: ana\n"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(0));
}
