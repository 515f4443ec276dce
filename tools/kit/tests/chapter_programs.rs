//! The chapters' programs from a user's side: clients in a pipe, and what a server says when it
//! cannot start.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use kit::programs::{self, Binaries};
use testkit::pipe::{self, Ended};
use testkit::{Program, Server};

const SERVERS: [&str; 5] = [
    "ch01-echo",
    "ch02-threads",
    "ch03-auth",
    "ch04-inbox",
    "ch05-csv-log",
];
const CLIENTS: [&str; 3] = ["ch01-talk", "ch02-talk", "ch06-client"];

fn binaries() -> &'static Binaries {
    static BINARIES: OnceLock<Binaries> = OnceLock::new();
    BINARIES.get_or_init(|| programs::build(&[&SERVERS[..], &CLIENTS].concat()).unwrap())
}

fn server(name: &str) -> Server {
    Program::new(&binaries()[name])
        .start(&["ana", "bia"])
        .unwrap()
}

fn client(name: &str, address: &str, input: &str) -> Ended {
    run(name, &[address], input)
}

/// Runs a program to its end.
fn run(name: &str, arguments: &[&str], input: &str) -> Ended {
    let ended = pipe::run(Command::new(&binaries()[name]).args(arguments), input).unwrap();
    assert!(ended.code.is_some(), "{name} does not end: {ended:?}");
    ended
}

fn says(output: &str) -> Ended {
    Ended {
        code: Some(0),
        output: output.to_owned(),
        errors: String::new(),
    }
}

#[test]
fn the_first_clients_talk_with_echo_servers() {
    for name in &SERVERS[..3] {
        let server = server(name);
        let address = server.address().to_string();
        for talk in ["ch01-talk", "ch02-talk"] {
            let ended = client(talk, &address, "ana\nolá\n\nfim\n");
            assert_eq!(ended, says("ana\nolá\n\nfim\n"), "{talk} with {name}");
        }
    }
}

#[test]
fn the_first_clients_talk_with_messengers() {
    for name in &SERVERS[3..] {
        let server = server(name);
        let address = server.address().to_string();
        for talk in ["ch01-talk", "ch02-talk"] {
            let ended = client(talk, &address, "ana\n@ana olá\n@bia oi\nfoo\n");
            assert_eq!(
                ended,
                says("f\n@ana olá\nf\nf\n! bad-line\nf\n"),
                "{talk} with {name}"
            );
            let fetched = client(talk, &address, "bia\n");
            assert_eq!(fetched, says("@ana oi\nf\n"), "{talk} with {name}");
        }
    }
}

#[test]
fn who_is_sent_away_is_told_why() {
    for name in &SERVERS[2..] {
        let server = server(name);
        for talk in ["ch01-talk", "ch02-talk"] {
            let ended = client(talk, &server.address().to_string(), "zeca\n");
            assert_eq!(ended, says("! unknown-user\n"), "{talk} with {name}");
        }
    }
}

#[test]
fn the_last_client_shows_names_and_no_batches() {
    let server = server("ch05-csv-log");
    let address = server.address().to_string();
    let ended = client(
        "ch06-client",
        &address,
        "ana\n@ana olá\n@bia a\tb\n@zeca oi\n",
    );
    assert_eq!(ended, says("ana: olá\n! unknown-recipient zeca\n"));
    assert_eq!(
        client("ch06-client", &address, "bia\n"),
        says("ana: a    b\n")
    );
    // What it has shown it has also acknowledged.
    assert_eq!(client("ch06-client", &address, "bia"), says(""));
}

#[test]
fn the_last_client_says_that_it_was_sent_away() {
    let server = server("ch05-csv-log");
    let ended = client(
        "ch06-client",
        &server.address().to_string(),
        "zeca\n@ana oi\n",
    );
    assert_eq!(ended.code, Some(1));
    assert!(ended.output.starts_with("! unknown-user\n"), "{ended:?}");
    assert!(ended.errors.contains("closed the connection"), "{ended:?}");
}

#[test]
fn a_client_without_a_server_says_so_in_one_line() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    for name in CLIENTS {
        let ended = client(name, &free, "ana\n");
        assert_eq!(ended.code, Some(1), "{name}");
        assert!(ended.errors.contains(&free), "{ended:?}");
        assert_eq!(ended.errors.lines().count(), 1, "{ended:?}");
    }
}

#[test]
fn a_port_in_use_is_said_in_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), "login\nana\n").unwrap();
    for name in SERVERS {
        let ended = run(name, &[&address, data.path().to_str().unwrap()], "");
        assert_eq!(ended.code, Some(3), "{name}");
        assert!(ended.errors.contains(&address), "{ended:?}");
        assert_eq!(ended.errors.lines().count(), 1, "{ended:?}");
    }
}

/// Starts the servers that read such a file, and returns what they say, which is one line that
/// names the file.
fn refused(data: &Path, file: &str, servers: &[&str]) -> Vec<String> {
    let start = |name: &&str| {
        let ended = run(name, &["127.0.0.1:0", data.to_str().unwrap()], "");
        assert_eq!(ended.code, Some(2), "{name} {ended:?}");
        assert_eq!(ended.errors.lines().count(), 1, "{name} {ended:?}");
        assert!(ended.errors.contains(file), "{name} {ended:?}");
        ended.errors
    };
    servers.iter().map(start).collect()
}

#[test]
fn a_user_base_that_cannot_be_used_stops_the_start() {
    let data = tempfile::tempdir().unwrap();
    let users = data.path().join("users.csv");
    refused(data.path(), "users.csv", &SERVERS[2..]);
    for (text, place) in [
        ("", "no user"),
        ("login\n", "no user"),
        ("nome\nana\n", "line: 2"),
        ("login\nana\nbia,x\n", "line: 3"),
        ("login\nana\nAna\n", "line 3"),
        ("login\nana\nbia\nana\n", "line 4"),
        ("login\r\nana\r\nAna\r\n", "line 3"),
        ("login\n\nana\n\n\nAna\n", "line 6"),
    ] {
        fs::write(&users, text).unwrap();
        for message in refused(data.path(), "users.csv", &SERVERS[2..]) {
            assert!(message.contains(place), "{message}");
        }
    }
    fs::remove_file(&users).unwrap();
    fs::create_dir(&users).unwrap();
    refused(data.path(), "users.csv", &SERVERS[2..]);
}

#[test]
fn a_log_that_cannot_be_used_stops_the_start() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), "usuario,name\r\nana,Ana\r\n").unwrap();
    fs::write(data.path().join("messages.csv"), "id,sent_at\n1,2\n3\n").unwrap();
    for message in refused(data.path(), "messages.csv", &SERVERS[4..]) {
        assert!(message.contains("line: 3"), "{message}");
    }
}

#[test]
fn a_log_whose_last_row_is_cut_off_stops_the_start_and_stays_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), "login\nana\n").unwrap();
    let log = data.path().join("messages.csv");
    for text in [
        "id,sent",
        "id,sent_at,from,to,text,read_at\n1,1760000000000,ana,ana,oi,1",
        "id,sent_at,from,to,text,read_at\n1,17600",
    ] {
        fs::write(&log, text).unwrap();
        for message in refused(data.path(), "messages.csv", &SERVERS[4..]) {
            assert!(message.contains("cut off"), "{message}");
        }
        assert_eq!(fs::read_to_string(&log).unwrap(), text);
    }
}

#[test]
fn ctrl_c_ends_the_server_although_clients_are_connected() {
    let mut server = server("ch05-csv-log");
    let _silent = std::net::TcpStream::connect(server.address()).unwrap();
    let mut typing = std::net::TcpStream::connect(server.address()).unwrap();
    typing.write_all(b"ana\n@bia ol").unwrap();
    assert_eq!(server.interrupt().unwrap().code(), Some(0));
}
