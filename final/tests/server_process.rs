//! The server as a process: what it says at its start, how it ends, and what wrong files and
//! arguments get.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::client::LineClient;
use testkit::program::{Launch, Program, Server};

const SERVER: &str = env!("CARGO_BIN_EXE_mensageiro-server");

/// Starts the server with the users ana and bia.
fn start() -> Server {
    Program::new(SERVER)
        .launch(Launch::Flags)
        .start(&["ana", "bia"])
        .unwrap()
}

/// Runs the server program to its end.
fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(SERVER);
    command
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::null());
    command.output().unwrap()
}

/// The exit code and the one line on stderr, with `data` for the data folder.
fn failure(data: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(data, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    let said = said
        .trim_end()
        .replace(&data.display().to_string(), "data")
        .replace('\\', "/");
    (output.status.code().unwrap(), said)
}

fn folder_with(file: &str, content: &[u8]) -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join(file), content).unwrap();
    data
}

fn log_in(server: &Server, login: &str) -> LineClient {
    let mut client = LineClient::connect(server.address()).unwrap();
    client.send_line(login).unwrap();
    assert_eq!(client.receive_line().unwrap().text(), Ok("f"));
    client
}

const ANY_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[test]
fn a_user_base_that_cannot_be_used_is_named_with_its_line() {
    for (content, said) in [
        (
            &b"ana\n"[..],
            "data/users.csv:1: the first column must be named login; write it above the users",
        ),
        (
            b"login\nana\nana\n",
            "data/users.csv:3: the login ana is there already; each user has one row",
        ),
        (
            b"login\n\nAna\n",
            "data/users.csv:3: \"Ana\" cannot be a login: a login has 1 to 32 characters of a-z, 0-9, '.', '_' \
             and '-', and begins with a letter or a digit",
        ),
        (
            b"login\n\xff\n",
            "data/users.csv:2: not a row of CSV in UTF-8; mend or remove the line",
        ),
    ] {
        let data = folder_with("users.csv", content);
        let said = format!("mensageiro-server: {said}");
        assert_eq!(failure(data.path(), &ANY_PORT), (2, said));
    }
}

#[test]
fn a_missing_user_base_is_no_panic_and_neither_is_a_folder() {
    let data = tempfile::tempdir().unwrap();
    let (code, said) = failure(data.path(), &ANY_PORT);
    assert_eq!(code, 2);
    assert!(
        said.contains("data/users.csv: there is no user base; add the first user with"),
        "{said}"
    );
    fs::create_dir(data.path().join("users.csv")).unwrap();
    let (code, said) = failure(data.path(), &ANY_PORT);
    assert_eq!(code, 2);
    assert!(
        said.contains("data/users.csv: not a regular file"),
        "{said}"
    );
}

#[test]
fn a_message_log_that_cannot_be_used_is_named_with_its_line() {
    let header = "id,sent_at,from,to,text,read_at";
    for (content, said) in [
        (
            "from,to\n".to_owned(),
            "data/messages.csv:1: the columns must be id,sent_at,from,to,text,read_at",
        ),
        (
            format!("{header}\n1,x,ana,bia,oi,x\nnonsense\n"),
            "data/messages.csv:3: not a row of the message log",
        ),
    ] {
        let data = folder_with("users.csv", b"login\nana\n");
        fs::write(data.path().join("messages.csv"), content).unwrap();
        let (code, message) = failure(data.path(), &ANY_PORT);
        assert_eq!(code, 2);
        assert!(message.contains(said), "{message}");
    }
    let data = folder_with("users.csv", b"login\nana\n");
    fs::create_dir(data.path().join("messages.csv")).unwrap();
    assert_eq!(failure(data.path(), &ANY_PORT).0, 2);
}

#[test]
fn a_port_in_use_has_an_exit_code_of_its_own_and_says_what_to_do() {
    let server = start();
    let data = folder_with("users.csv", b"login\nana\n");
    let address = server.address().to_string();
    let (code, said) = failure(data.path(), &["--listen", &address]);
    assert_eq!(code, 3);
    let beginning =
        format!("mensageiro-server: cannot listen on {address}; choose another address");
    assert!(said.starts_with(&beginning), "{said}");
}

#[test]
fn users_are_added_listed_and_removed() {
    let data = tempfile::tempdir().unwrap();
    let list = || String::from_utf8(run(data.path(), &["user", "list"]).stdout).unwrap();
    assert!(run(data.path(), &["user", "add", "ana"]).status.success());
    assert!(run(data.path(), &["user", "add", "bia"]).status.success());
    assert_eq!(list(), "ana\nbia\n");
    assert_eq!(failure(data.path(), &["user", "add", "ana"]).0, 2);
    assert_eq!(failure(data.path(), &["user", "add", "Ana"]).0, 2);
    assert_eq!(failure(data.path(), &["user", "remove", "zoe"]).0, 2);
    assert!(
        run(data.path(), &["user", "remove", "ana"])
            .status
            .success()
    );
    assert_eq!(list(), "bia\n");
}

#[cfg(unix)] // elsewhere there is no signal to ask with
#[test]
fn an_orderly_stop_ends_also_what_does_not_read() {
    let mut server = start();
    let mut ana = log_in(&server, "ana");
    let bia = log_in(&server, "bia");
    // Far more answers than the kernel buffers, and nobody takes them: ana's session sits in a
    // write.
    let flood = "/\n".repeat(16 * 1024);
    for _ in 0..64 {
        if ana.send(flood.as_bytes()).is_err() {
            break;
        }
    }
    assert!(server.interrupt().unwrap().success());
    drop((ana, bia));
}

#[cfg(unix)]
#[test]
fn a_closed_output_ends_nothing() {
    for redirection in ["", "2>&-", "2>&1"] {
        let data = folder_with("users.csv", b"login\nana\n");
        let mut child = Command::new("sh")
            .args(["-c", &format!("exec \"$0\" \"$@\" {redirection}"), SERVER])
            .args(ANY_PORT)
            .arg("--data")
            .arg(data.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // The first line is read and the pipe closed, as `mensageiro-server | head -1` does.
        let mut first = String::new();
        let stdout = child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut first).unwrap();
        let address = first.trim().rsplit(' ').next().unwrap().parse().unwrap();
        // A login is an event that is logged.
        for _ in 0..2 {
            let mut ana = LineClient::connect(address).unwrap();
            ana.send_line("ana").unwrap();
            assert_eq!(ana.receive_line().unwrap().text(), Ok("f"));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
