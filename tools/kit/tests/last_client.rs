//! What the last chapter's client does where things go wrong: a paste, a closed output, a server
//! that breaks off.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;

use kit::programs;
use testkit::pipe;
use testkit::terminal::{Key, Terminal};
use testkit::{Program, Server};

const CLIENT: &str = "ch06-client";
const SERVER: &str = "ch05-csv-log";

fn binary(name: &str) -> PathBuf {
    static BINARIES: OnceLock<programs::Binaries> = OnceLock::new();
    BINARIES.get_or_init(|| programs::build(&[CLIENT, SERVER]).unwrap())[name].clone()
}

fn server() -> Server {
    Program::new(binary(SERVER)).start(&["ana", "bia"]).unwrap()
}

fn in_terminal(address: &str) -> Terminal {
    let mut client = Command::new(binary(CLIENT));
    let terminal = Terminal::start(client.arg(address), 24, 80).unwrap();
    terminal.wait_for("your name:").unwrap();
    terminal
}

/// What the client says on its error output when the server breaks off with this answer to its
/// login.
fn broken_off(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut login = String::new();
        BufReader::new(&stream).read_line(&mut login).unwrap();
        stream.write_all(answer).unwrap();
    });
    let ended = pipe::run(Command::new(binary(CLIENT)).arg(address), "ana\n").unwrap();
    serving.join().unwrap();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(ended.errors.lines().count(), 1, "{ended:?}");
    ended.errors
}

#[test]
fn a_name_is_one_line_although_a_paste_has_more() {
    let server = server();
    let mut client = in_terminal(&server.address().to_string());
    client.paste(" ana \n@ana smuggled").unwrap();
    client.press(Key::Enter).unwrap();
    client.wait_for("ana>").unwrap();
    client.type_text("@ana typed").unwrap();
    client.press(Key::Enter).unwrap();
    let screen = client.wait_for("ana: typed").unwrap();
    assert!(!screen.contains("ana: smuggled"), "{screen}");
}

#[test]
fn a_closed_output_ends_the_client_in_order() {
    let server = server();
    let mut client = Command::new(binary(CLIENT))
        .arg(server.address().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(client.stdout.take());
    let mut input = client.stdin.take().unwrap();
    input.write_all(b"ana\n@ana um\n@ana dois\n").unwrap();
    drop(input);
    let ended = client.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

#[test]
fn how_a_server_breaks_off_is_said() {
    assert!(broken_off(b"").contains("closed the connection"));
    static ENDLESS: [u8; 5000] = [b'a'; 5000];
    assert!(broken_off(&ENDLESS).contains("too long"));
}

#[test]
fn lines_that_were_not_sent_are_counted() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = in_terminal(&listener.local_addr().unwrap().to_string());
    let (silent, _) = listener.accept().unwrap();
    for (typed, place) in [("ana", 0), ("@bia um", 1), ("@bia dois", 2)] {
        client.type_text(typed).unwrap();
        client.press(Key::Enter).unwrap();
        let is_prompt = |row: &String| row == "ana>";
        let is_read = |rows: &[String]| rows.iter().rposition(is_prompt) > Some(place);
        client.wait_until(|screen| is_read(screen.rows())).unwrap();
    }
    drop(silent);
    client.wait_for("not sent: 2").unwrap();
    client.press(Key::Enter).unwrap();
    assert!(!client.exit_status().unwrap().success());
}
