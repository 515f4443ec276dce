//! What right servers see of the player, and that they pass.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use testkit::session_file::{Action, LogAct, LogRow};
use testkit::{How, LineClient, Pace, Played, Program, Session, Target, log, play};

fn session(header: &str, steps: &str) -> Session {
    let text = format!("title: t\nsince: ch01-echo\nwhy: w\n{header}\n\n{steps}");
    Session::parse("some.session", &text).expect("a session")
}

fn echo_program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_faulty-server")).argument("none")
}

const EVERYTHING: &str = "\
ana> @bia até já
ana< @bia até já
bia: connect
ana: slowly @bia oi
ana< @bia oi
bia: raw \"a\\r\\nb\" \"\\n\"
bia< a
bia< b
ana> #7 @bia
ana< #{id} @bia
ana> {id} ana
ana< {id} ana
ana> bia
ana: receive \"bia\\n\"
bia: half-close
bia: closed
server: kill
ana: closed
server: start
ana> ana
ana< ana
";

#[test]
fn an_echo_server_passes_at_every_pace_and_with_every_name() {
    let session = session("users: ana, bia", EVERYTHING);
    for (seed, pace) in (0..).zip(Pace::ALL.repeat(3)) {
        let how = How {
            pace,
            seed: Some(seed),
            ..How::default()
        };
        assert_eq!(
            play(&session, &Target::Program(&echo_program()), how),
            Ok(Played::default())
        );
    }
}

/// A server that answers each line with `f`, and hands over what each read gave it.
fn recording() -> (TcpListener, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (sender, reads) = channel();
    let accepting = listener.try_clone().expect("a second handle");
    thread::spawn(move || {
        let (mut stream, _) = accepting.accept().expect("a client");
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            let lines = buffer[..count]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count();
            stream
                .write_all("f\n".repeat(lines).as_bytes())
                .expect("a reading client");
            sender
                .send(buffer[..count].to_vec())
                .expect("a waiting test");
        }
    });
    (listener, reads)
}

fn at(pace: Pace) -> How {
    How {
        pace,
        ..How::default()
    }
}

fn reads(session: &Session, pace: Pace) -> Vec<Vec<u8>> {
    let (listener, reads) = recording();
    let target = Target::Address(listener.local_addr().expect("an address"));
    play(session, &target, at(pace)).expect("a session that passes");
    reads.iter().collect()
}

#[test]
fn the_paces_cut_the_bytes_differently() {
    let steps = "ana> ana\nana< f\nana: raw \"@bia \" \"oi\\n\"\nana< f\nana>\nana< f\n";
    let varying = session("users: ana", steps);
    assert_eq!(
        reads(&varying, Pace::Normal),
        [b"ana\n".as_slice(), b"@bia oi\n", b"\n"]
    );
    assert_eq!(reads(&varying, Pace::Coalesced), [b"ana\n@bia oi\n\n"]);
    assert_eq!(
        reads(&varying, Pace::ByteByByte).concat(),
        b"ana\n@bia oi\n\n"
    );
    assert_eq!(
        reads(
            &session("users: ana\npace: as-written", steps),
            Pace::Coalesced
        )
        .len(),
        3
    );
}

#[test]
fn a_reset_arrives_as_a_reset() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = LineClient::connect(address).unwrap();
    let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
    client.reset().unwrap();
    assert_eq!(
        stream.read(&mut [0]).unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );
}

#[test]
fn a_client_gives_lines_as_they_came() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = LineClient::connect(listener.local_addr().unwrap()).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    stream.write_all(b"a\r\n\xff\nrest").unwrap();
    drop(stream);
    let line = client.receive_line().unwrap();
    assert!(line.has_cr() && line.text() == Ok("a\r"));
    assert!(client.receive_line().unwrap().text().is_err());
    assert_eq!(client.expect_end().unwrap(), b"rest");
}

#[test]
fn the_log_is_read_by_its_header() {
    let folder = tempfile::tempdir().unwrap();
    assert!(log::read(folder.path()).unwrap().is_empty());
    let rows = "id,text,from,to\n1,\"até, já\",ana,bia\n2,'=1,ana,bia\n3,'x,ana,bia\n";
    fs::write(folder.path().join(log::FILE), rows).unwrap();
    let found = log::read(folder.path()).unwrap();
    let is_there = |text: &str| {
        let asked = LogRow {
            from: "ana".into(),
            to: "bia".into(),
            text: text.into(),
        };
        found.iter().filter(|row| log::is_row(row, &asked)).count()
    };
    assert_eq!(
        ["até, já", "=1", "'=1", "'x", "x"].map(is_there),
        [1, 1, 1, 1, 0]
    );
    fs::write(folder.path().join(log::FILE), "id,from,to\n").unwrap();
    assert_eq!(
        log::read(folder.path()).unwrap_err().to_string(),
        "messages.csv has no column `text` in its first line"
    );
}

#[test]
fn rows_are_waited_for_and_counted() {
    let steps = "log: no-row ana bia x\nana> a\nana< a\n";
    let parsed = session("vary: no", steps);
    assert!(matches!(
        parsed.steps[0].action,
        Action::Log(LogAct::NoRow(_))
    ));
    assert_eq!(
        play(&parsed, &Target::Program(&echo_program()), How::default()),
        Ok(Played::default())
    );
    let failing = session("vary: no", "log: row ana bia x\n");
    let failure = play(&failing, &Target::Program(&echo_program()), impatient()).unwrap_err();
    assert_eq!(
        (failure.expected.as_str(), failure.received.as_str()),
        (
            "exactly one row with `ana bia x` in messages.csv",
            "no rows at all"
        )
    );
}

#[test]
fn the_log_of_a_running_server_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "id,sent_at,from,to,text,read_at\n1,0,ana,bia,oi,1\n";
    fs::write(folder.path().join(log::FILE), rows).unwrap();
    let play_steps = |log: &str| {
        let (listener, _reads) = recording();
        let steps = format!("ana> ana\nana< f\n{log}\nserver: restart\nana> ana\n");
        let target = Target::Running {
            address: listener.local_addr().unwrap(),
            data: folder.path(),
        };
        play(&session("users: ana, bia", &steps), &target, impatient())
    };
    let played = play_steps("log: row ana bia oi").expect("the row is there");
    let unchecked: Vec<_> = played.unchecked.iter().map(|step| step.line).collect();
    assert_eq!(unchecked, [9, 10], "all from the first `server:` on");
    let failure = play_steps("log: no-row ana bia oi").expect_err("the row is there");
    assert_eq!(failure.line, Some(8));
}

fn impatient() -> How {
    How {
        patience: Some(Duration::from_millis(100)),
        ..How::default()
    }
}
