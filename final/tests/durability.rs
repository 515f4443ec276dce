//! What the data folder holds after a server was killed, and what the next start makes of a folder
//! that is damaged.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::client::LineClient;
use testkit::program::{Launch, Program, Server};

const SERVER: &str = env!("CARGO_BIN_EXE_mensageiro-server");

fn start() -> Server {
    start_with(&[])
}

fn start_with(arguments: &[&str]) -> Server {
    let program = Program::new(SERVER).launch(Launch::Flags);
    let program = arguments
        .iter()
        .fold(program, |program, it| program.argument(*it));
    program.start(&["ana", "bia"]).unwrap()
}

/// Runs a command of the server program: its exit code, and what it said, with `data` for the
/// folder.
fn run(data: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(SERVER);
    let output = run_to_end(command.args(arguments).arg("--data").arg(data));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let said = said.replace(&data.display().to_string(), "data");
    (
        output.status.code().unwrap_or(KILLED),
        said.trim_end().replace('\\', "/"),
    )
}

/// Instead of the exit code of a process that was killed.
const KILLED: i32 = -1;

/// A server that comes up though it must not is killed: it would go on for ever.
fn run_to_end(command: &mut Command) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.stdin(Stdio::null()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut said = Vec::new();
    stdout.read_until(b'\n', &mut said).unwrap();
    if said.starts_with(b"listening") {
        child.kill().unwrap();
    }
    stdout.read_to_end(&mut said).unwrap();
    Output {
        stdout: said,
        ..child.wait_with_output().unwrap()
    }
}

/// A start that must fail.
fn refusal(data: &Path) -> (i32, String) {
    let (code, said) = run(data, &["--listen", "127.0.0.1:0"]);
    (code, said.replace("mensageiro-server: ", ""))
}

struct User(LineClient);

impl User {
    fn log_in(server: &Server, line: &str) -> Self {
        let mut client = LineClient::connect(server.address()).unwrap();
        client.send_line(line).unwrap();
        Self(client)
    }

    fn says(&mut self, line: &str) -> String {
        self.0.send_line(line).unwrap();
        self.hears()
    }

    fn hears(&mut self) -> String {
        self.0.receive_line().unwrap().text().unwrap().to_owned()
    }
}

/// ana has sent bia two messages, and bia has read the first; the server was killed.
fn a_folder_with_history() -> Server {
    let mut server = start();
    let mut ana = User::log_in(&server, "ana");
    assert_eq!(ana.hears(), "f");
    assert_eq!(ana.says("@bia one, \"two\""), "f");
    let mut bia = User::log_in(&server, "bia /push");
    assert!(bia.hears().starts_with("+ ready"));
    assert!(bia.hears().ends_with("@ana one, \"two\""));
    assert_eq!(bia.says("#1\n"), "+");
    assert_eq!(ana.says("@bia =three"), "f");
    wait_for_row(server.data());
    server.kill().unwrap();
    server
}

/// The row of what was read is written behind its answer.
fn wait_for_row(data: &Path) {
    let log = data.join("messages.csv");
    while fs::read_to_string(&log).unwrap().lines().count() < 2 {
        std::thread::yield_now();
    }
}

#[test]
fn what_was_accepted_outlives_a_kill_and_is_counted() {
    let mut server = a_folder_with_history();
    let counted = "data: accepted 2, read 1, unread 1; rows in messages.csv 1";
    assert_eq!(run(server.data(), &["check"]), (0, counted.to_owned()));
    server.start_again().unwrap();
    let mut bia = User::log_in(&server, "bia");
    assert_eq!(bia.hears(), "@ana =three");
    assert_eq!(bia.hears(), "f");
    assert_eq!(bia.says(""), "f");
    assert!(server.stop().unwrap().success());
    let counted = "data: accepted 2, read 2, unread 0; rows in messages.csv 2";
    assert_eq!(run(server.data(), &["check"]), (0, counted.to_owned()));
}

#[test]
fn without_syncs_a_killed_server_loses_nothing_but_the_epoch_is_a_new_one() {
    let mut server = start_with(&["--durability", "os"]);
    let mut ana = User::log_in(&server, "ana /push");
    let epoch = ana.hears();
    assert_eq!(ana.says("@bia one"), "+ 1");
    server.kill().unwrap();
    server.start_again().unwrap();
    // Power might have failed: then numbers could be used again that somebody has seen.
    assert_ne!(User::log_in(&server, "ana /push").hears(), epoch);
    assert_eq!(User::log_in(&server, "bia").hears(), "@ana one");
}

#[test]
fn a_second_server_on_a_folder_is_refused() {
    let server = start();
    let in_use =
        "data: another server uses this folder; stop it, or name another folder with --data DIR";
    assert_eq!(refusal(server.data()), (3, in_use.to_owned()));
    let (code, said) = run(server.data(), &["check"]);
    assert_eq!((code, said), (3, format!("mensageiro-server: {in_use}")));
    drop(User::log_in(&server, "ana"));
}

#[test]
fn a_damaged_journal_stops_the_start_and_what_is_intact_can_be_saved() {
    let server = a_folder_with_history();
    let data = server.data();
    let journal = data.join("inbox.csv");
    let content = fs::read_to_string(&journal).unwrap();
    let damaged = content.replace("=three", "=thrEe");
    // A later batch stands behind it.
    let sealed = damaged + &sealing(&content);
    fs::write(&journal, &sealed).unwrap();
    let line = content
        .lines()
        .position(|it| it.contains("=three"))
        .unwrap()
        + 1;
    let (code, said) = refusal(data);
    assert_eq!(code, 2);
    assert!(
        said.starts_with(&format!("data/inbox.csv:{line}: damaged at byte ")),
        "{said}"
    );
    assert!(
        said.ends_with("cargo server repair --data data --to NEW_FOLDER"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&journal).unwrap(), sealed);

    fs::write(data.join("tls-cert.pem"), "kept").unwrap();
    let (_new, said) = repair(data);
    assert!(
        said.starts_with("saved: unread 0, rows 1\ninbox.csv: lines that were left out: 1"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(&journal).unwrap(),
        sealed,
        "the old folder is untouched"
    );
}

/// Repairs a folder; the new one can be used.
fn repair(data: &Path) -> (tempfile::TempDir, String) {
    let temporary = tempfile::tempdir().unwrap();
    let new = temporary.path().join("saved");
    let (code, said) = run(data, &["repair", "--to", new.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with(&format!(
        "start with: cargo server --data {}",
        new.display()
    )));
    assert_eq!(run(&new, &["check"]).0, 0);
    let certificate = fs::read_to_string(new.join("tls-cert.pem"));
    assert_eq!(certificate.unwrap(), "kept");
    (temporary, said)
}

/// Two empty batches behind those of a journal.
fn sealing(journal: &str) -> String {
    let last = journal
        .lines()
        .rfind(|line| line[9..].starts_with("commit,"));
    let last: u64 = last.unwrap().split(',').nth(2).unwrap().parse().unwrap();
    let commit = |number| {
        let row = format!("commit,{number},00000000");
        format!("{:08x},{row}\n", crc32fast::hash(row.as_bytes()))
    };
    commit(last + 1) + &commit(last + 2)
}

#[test]
fn a_torn_end_is_set_aside_and_nothing_promised_is_lost() {
    let mut server = a_folder_with_history();
    let journal = server.data().join("inbox.csv");
    let mut content = fs::read(&journal).unwrap();
    content.extend(b"12345678,accepted,9,");
    fs::write(&journal, content).unwrap();
    server.start_again().unwrap();
    let cut = fs::read(server.data().join("inbox.csv.cut-1")).unwrap();
    assert_eq!(cut, b"12345678,accepted,9,");
    assert_eq!(User::log_in(&server, "bia").hears(), "@ana =three");
}

#[test]
fn rows_that_are_gone_stop_the_start_or_are_made_again() {
    let mut server = a_folder_with_history();
    let log = server.data().join("messages.csv");
    let rows = fs::read_to_string(&log).unwrap();
    let header = rows.lines().next().unwrap();
    // Behind the checkpoint: made again, also where the row is torn.
    fs::write(&log, format!("{header}\n1,2026")).unwrap();
    server.start_again().unwrap();
    assert_eq!(fs::read_to_string(&log).unwrap(), rows);
    server.kill().unwrap();
    // Before the checkpoint of that start.
    fs::write(&log, format!("{header}\n")).unwrap();
    let (code, said) = refusal(server.data());
    assert_eq!(code, 2);
    assert!(
        said.starts_with("data/messages.csv: has 32 bytes and had "),
        "{said}"
    );
    fs::write(&log, rows).unwrap();
    server.start_again().unwrap();
}

#[test]
fn a_journal_that_is_gone_is_missed() {
    let server = a_folder_with_history();
    fs::remove_file(server.data().join("inbox.csv")).unwrap();
    let (code, said) = refusal(server.data());
    assert_eq!(code, 2);
    assert!(said.starts_with("data/inbox.csv: is missing"), "{said}");
}

#[test]
fn a_start_that_fails_leaves_no_journal_to_be_missed() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), "login\nana\n").unwrap();
    let log = data.path().join("messages.csv");
    let good = "id,sent_at,from,to,text,read_at\n1,x,ana,ana,oi,x\n";
    fs::write(&log, format!("{good}nonsense\n")).unwrap();
    assert_eq!(refusal(data.path()).0, 2);
    fs::write(&log, good).unwrap();
    let program = Program::new(SERVER).launch(Launch::Flags);
    drop(program.start_in(data.path()).unwrap());
}

#[test]
fn a_folder_that_cannot_be_repaired_leaves_no_new_one() {
    let data = tempfile::tempdir().unwrap();
    let to = data.path().join("new");
    let (code, said) = run(data.path(), &["repair", "--to", to.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(said.contains("data/users.csv"), "{said}");
    assert!(!to.exists());
}

#[cfg(unix)]
#[test]
fn what_the_server_writes_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let server = a_folder_with_history();
    for name in ["inbox.csv", "messages.csv", "lock"] {
        let found = fs::metadata(server.data().join(name)).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
    }
}
