//! `cargo kit trace` as a process between clients and servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use kit::course::CourseProgram;
use kit::programs::{self, Binaries};
use tempfile::TempDir;
use testkit::client::ReceiveError;
use testkit::deadline::patience;
use testkit::diagram::MOST_EVENTS;
use testkit::user_base::{Password, user_base};
use testkit::{How, LineClient, Program, Server, Session, Target, play};

/// A trace that runs, and what it prints.
struct Trace {
    child: Child,
    lines: Receiver<String>,
    address: SocketAddr,
    folder: TempDir,
}

impl Trace {
    /// Between a free port and this server, with both files.
    fn start(server: SocketAddr, options: &[&str]) -> Trace {
        let folder = tempfile::tempdir().unwrap();
        let mut child = spawn(server, &folder, options);
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        let first = lines.recv_timeout(patience()).unwrap();
        let address = first.split(' ').next_back().unwrap().parse().unwrap();
        Trace {
            child,
            lines,
            address,
            folder,
        }
    }

    fn client(&self) -> LineClient {
        LineClient::connect(self.address).unwrap()
    }

    /// What it prints up to the line that ends in these words, without the times.
    fn until(&self, words: &str) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        while !shown.last().is_some_and(|line| line.ends_with(words)) {
            let Ok(line) = self.lines.recv_timeout(patience()) else {
                panic!("no line ends in `{words}`: {shown:#?}");
            };
            shown.push(line.get(8..).unwrap_or_default().to_owned());
        }
        shown
    }

    fn session(&self) -> PathBuf {
        self.folder.path().join("a.session")
    }

    fn diagram(&self) -> String {
        fs::read_to_string(self.folder.path().join("a.svg")).unwrap()
    }

    /// The steps of the session file, without its header.
    fn steps(&self) -> Vec<String> {
        let text = fs::read_to_string(self.session()).unwrap();
        let steps = text.lines().skip_while(|line| !line.is_empty()).skip(1);
        steps.map(str::to_owned).collect()
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        // Both fail only where it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(server: SocketAddr, folder: &TempDir, options: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"))
        .args(["trace", "--listen", "0", "--to", &server.to_string()])
        .arg("--session")
        .arg(folder.path().join("a.session"))
        .arg("--diagram")
        .arg(folder.path().join("a.svg"))
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn binaries() -> &'static Binaries {
    static BINARIES: OnceLock<Binaries> = OnceLock::new();
    let names = ["faulty-server", "ch05-csv-log", "mensageiro-server"];
    BINARIES.get_or_init(|| programs::build(&names).unwrap())
}

fn program(name: &str) -> Program {
    let program = CourseProgram::named(name).unwrap();
    program.program(&binaries()[program.binary])
}

/// An echo server with this fault.
fn echo(fault: &str) -> Server {
    let program = Program::new(&binaries()["faulty-server"]).argument(fault);
    program.start::<&str>(&[]).unwrap()
}

/// A server that is this test itself.
fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(patience())).unwrap();
    stream
}

fn talk(client: &mut LineClient, line: &str, answers: &[&str]) {
    client.send_line(line).unwrap();
    for answer in answers {
        assert_eq!(client.receive_line().unwrap().text(), Ok(*answer));
    }
}

/// Ends in order, and waits until the trace has written its files.
fn leave(trace: &Trace, client: &mut LineClient) -> Vec<String> {
    client.half_close().unwrap();
    client.expect_end().unwrap();
    trace.until("received")
}

fn plays_again(trace: &Trace, program: &Program) {
    let session = Session::load(trace.session()).unwrap();
    let text = fs::read_to_string(trace.session()).unwrap();
    let played = play(&session, &Target::Program(program), How::default());
    played.unwrap_or_else(|failure| panic!("{failure}\n{text}"));
}

fn kit(arguments: &[&str]) -> Output {
    let mut kit = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    kit.arg("trace").args(arguments).output().unwrap()
}

#[test]
fn what_is_said_is_shown_in_order() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["ana"]);
    let mut other = trace.client();
    talk(&mut other, "Not a login", &["Not a login"]);
    let mut again = trace.client();
    talk(&mut again, "ana /push", &["ana /push"]);
    talk(&mut ana, "", &[""]);
    leave(&trace, &mut again);
    let shown = leave(&trace, &mut ana);
    assert_eq!(
        shown,
        [
            "ana> [FIN: sends no more]",
            "ana< [FIN: sends no more]",
            "ana: over; 2 lines sent, 2 received"
        ]
    );
    let steps = trace.steps().join("\n");
    assert_eq!(
        steps,
        "ana> ana\nana< ana\nc2> Not a login\nc2< Not a login\nana2> ana /push\n\
         ana2< ana /push\nana>\nana<\nana2: half-close\nana2: closed\nana: half-close\n\
         ana: closed\n# still open when this was written\nc2: close"
    );
}

#[test]
fn a_session_can_be_played_again() {
    let program = program("ch05-csv-log");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let (mut ana, mut bia) = (trace.client(), trace.client());
    talk(&mut ana, "ana", &["f"]);
    talk(&mut ana, "@bia até já", &["f"]);
    talk(&mut bia, "bia", &["@ana até já", "f"]);
    talk(&mut bia, "@ana \\ and {braces}", &["f"]);
    talk(&mut ana, "", &["@bia \\ and {braces}", "f"]);
    leave(&trace, &mut ana);
    leave(&trace, &mut bia);
    plays_again(&trace, &program);
}

#[test]
fn what_no_line_can_say_is_played_again() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut stranger = trace.client();
    stranger.send_line("stranger").unwrap();
    let notice = stranger.expect_end().unwrap();
    assert!(notice.starts_with(b"! unknown-user"));
    drop(stranger);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana\r", &["f"]);
    talk(&mut ana, "@bia an {id} and a blank ", &["f"]);
    ana.send(b"@bia \xff\n").unwrap();
    assert!(
        ana.receive_line()
            .unwrap()
            .text()
            .unwrap()
            .starts_with("! bad-text")
    );
    assert_eq!(ana.receive_line().unwrap().text(), Ok("f"));
    ana.send("@bia zero\u{200b}width".as_bytes()).unwrap();
    trace.until("[no LF yet]");
    talk(&mut ana, "", &["f"]);
    ana.send(b"@bia half").unwrap();
    trace.until("[no LF yet]");
    ana.reset().unwrap();
    trace.until("received");
    let mut bia = trace.client();
    let messages = ["@ana an {id} and a blank ", "@ana zero\u{200b}width", "f"];
    talk(&mut bia, "bia", &messages);
    leave(&trace, &mut bia);
    plays_again(&trace, &program);
}

#[test]
fn numbers_and_times_of_a_push_session_are_captured() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    ana.send_line("ana /push").unwrap();
    let ready = ana.receive_line().unwrap();
    assert!(ready.text().unwrap().starts_with("+ ready "));
    ana.send_line("@ana 👩\u{200d}💻").unwrap();
    let lines = [ana.receive_line().unwrap(), ana.receive_line().unwrap()];
    let message = lines.iter().find(|line| line.0.starts_with(b"#")).unwrap();
    let id = message.text().unwrap().split(' ').next().unwrap();
    ana.send_line(id).unwrap();
    talk(&mut ana, "", &["+"]);
    leave(&trace, &mut ana);
    let number = id.trim_start_matches('#');
    assert!(trace.steps().contains(&format!("ana> #{{id:{number}}}")));
    plays_again(&trace, &program);
}

#[test]
fn a_push_message_with_what_a_step_cannot_say_is_played_again() {
    let program = program("final");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    ana.send_line("ana /push").unwrap();
    ana.receive_line().unwrap();
    for text in ["tab\there", "an {id:9} and ({word})"] {
        ana.send_line(&format!("@ana {text}")).unwrap();
        let lines = [ana.receive_line().unwrap(), ana.receive_line().unwrap()];
        let message = lines.iter().find(|line| line.0.starts_with(b"#")).unwrap();
        let id = message.text().unwrap().split(' ').next().unwrap();
        ana.send_line(id).unwrap();
    }
    leave(&trace, &mut ana);
    let steps = trace.steps().join("\n");
    let tab = "{time:1} @ana tab\there";
    let capture = "{time:2} @ana an {word:_} and {word:_}";
    assert!(steps.contains(tab) && steps.contains(capture), "{steps}");
    plays_again(&trace, &program);
}

#[test]
fn passwords_are_in_the_header() {
    let program = program("final");
    let password = |login: &str, text: &str| Password {
        login: login.to_owned(),
        text: text.to_owned(),
    };
    let users = user_base(&["ana", "bia"], &[password("ana", "sol e mar")]);
    let server = program.start_with(&users).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut guess = trace.client();
    talk(&mut guess, "ana", &["? password"]);
    guess.send_line("segredo").unwrap();
    guess.expect_end().unwrap();
    drop(guess);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["? password"]);
    talk(&mut ana, "sol e mar", &["f"]);
    leave(&trace, &mut ana);
    plays_again(&trace, &program);
}

#[test]
fn a_client_that_asks_a_core_server_for_a_push_session() {
    let program = program("ch05-csv-log");
    let server = program.start(&["ana", "bia"]).unwrap();
    let trace = Trace::start(server.address(), &[]);
    let mut first = trace.client();
    first.send_line("ana /push").unwrap();
    first.expect_end().unwrap();
    drop(first);
    trace.until("received");
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["f"]);
    talk(&mut ana, "@bia oi", &["f"]);
    talk(&mut ana, "@caio oi", &["! unknown-recipient caio", "f"]);
    leave(&trace, &mut ana);
    let session = Session::load(trace.session()).unwrap();
    assert_eq!(session.users, ["ana", "bia"]);
    plays_again(&trace, &program);
}

#[test]
fn names_that_mean_something_else() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    for (number, login) in ["log", "server", "c1", "x".repeat(33).as_str()]
        .iter()
        .enumerate()
    {
        let mut client = trace.client();
        talk(&mut client, login, &[login]);
        let shown = leave(&trace, &mut client).concat();
        let expected = format!("c{}> {login}c{}< {login}", number + 1, number + 1);
        assert!(shown.contains(&expected), "{shown}");
    }
    Session::load(trace.session()).unwrap();
}

#[test]
fn the_files_end_where_they_are_full() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    for _ in 0..52 {
        client.send("oi\n".repeat(100).as_bytes()).unwrap();
        client.receive_bytes(300).unwrap();
    }
    leave(&trace, &mut client);
    let steps = trace.steps();
    let last = steps.last().unwrap();
    assert!(
        last.starts_with("# The conversation went on; a trace keeps 10000 "),
        "{last}"
    );
    // What was kept, of which the connection is no step, the end, and two comments.
    assert_eq!(steps.len(), 10_000 + 2);
    let drawn = trace.diagram().matches("class=\"shaft\"").count();
    assert_eq!(drawn, MOST_EVENTS - 1);
    plays_again(
        &trace,
        &Program::new(&binaries()["faulty-server"]).argument("none"),
    );
}

#[test]
fn small_pieces_show_the_server_that_takes_a_read_for_a_line() {
    let server = echo("read-is-line");
    let line = "a line that is long enough to come in many pieces ".repeat(10);
    for (chunk, is_whole) in [("65536", true), ("1", false)] {
        let trace = Trace::start(server.address(), &["--chunk", chunk]);
        let mut client = trace.client();
        client.send_line(&line).unwrap();
        let answer = client.receive_line().unwrap();
        assert_eq!(answer.0 == line.as_bytes(), is_whole, "{chunk}");
    }
}

#[test]
fn a_reset_is_passed_on() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let client = trace.client();
    let mut server = accept(&listener);
    client.reset().unwrap();
    let read = server.read(&mut [0; 8]).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::ConnectionReset));
    assert!(trace.until("received").contains(&"c1> [reset]".to_owned()));

    let mut client = trace.client();
    let server = accept(&listener);
    let set = socket2::SockRef::from(&server).set_linger(Some(Duration::ZERO));
    set.unwrap();
    drop(server);
    let received = client.receive_line();
    assert!(matches!(received, Err(ReceiveError::Reset)), "{received:?}");
    assert!(trace.until("received").contains(&"c2< [reset]".to_owned()));
}

#[test]
fn a_reset_does_not_wait_for_a_server_that_reads_nothing() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let client = TcpStream::connect(trace.address).unwrap();
    let mut server = accept(&listener);
    client
        .set_write_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    while (&client).write(&[b'x'; 65_536]).is_ok() {}
    let set = socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO));
    set.unwrap();
    drop(client);
    trace.until("c1> [reset]");
    let read = io::copy(&mut server, &mut io::sink()).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_half_close_is_passed_on() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let mut client = trace.client();
    let mut server = accept(&listener);
    client.send(b"all that I say").unwrap();
    client.half_close().unwrap();
    let mut said = String::new();
    server.read_to_string(&mut said).unwrap();
    assert_eq!(said, "all that I say");
    server.write_all(b"and the answer\n").unwrap();
    let answer = client.receive_line().unwrap();
    assert_eq!(answer.text(), Ok("and the answer"));
    drop(server);
    client.expect_end().unwrap();
    trace.until("received");
    assert_eq!(
        trace.steps(),
        [
            "c1: raw \"all that I say\"",
            "c1: half-close",
            "c1< and the answer",
            "c1: closed"
        ]
    );
}

#[test]
fn nothing_that_a_terminal_or_a_browser_obeys() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    let line = "\u{1b}[31m <script> & \" \u{202e}\u{200b}\u{7}\r";
    talk(&mut client, line, &[line.trim_end()]);
    let shown = trace.until("\\r");
    let words = "c1> \\u{1b}[31m <script> & \" \\u{202e}\\u{200b}\\u{7}\\r";
    assert_eq!(shown.last().map(String::as_str), Some(words));
    leave(&trace, &mut client);
    let diagram = trace.diagram();
    assert!(diagram.contains("&lt;script&gt; &amp; "), "{diagram}");
    for bad in ["<script", "\u{1b}", "\u{202e}", "\u{7}"] {
        assert!(!diagram.contains(bad), "{bad:?}");
    }
}

#[test]
fn a_line_without_an_end_is_shown_in_parts() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    client.send(&b"x".repeat(100_000)).unwrap();
    trace.until("bytes)  [no LF yet]");
    trace.until("bytes)  [no LF yet]");
    leave(&trace, &mut client);
    let steps = trace.steps();
    let sent = steps.iter().filter(|step| step.starts_with("c1: raw"));
    let sent: usize = sent.map(|step| step.matches('x').count()).sum();
    assert_eq!(sent, 100_000);
}

#[test]
fn a_connection_is_cut_after_so_many_bytes() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &["--cut-after", "6"]);
    let mut client = trace.client();
    talk(&mut client, "ana", &["ana"]);
    client.send_line("@bia oi").unwrap();
    let received = client.receive_line();
    assert!(matches!(received, Err(ReceiveError::Reset)), "{received:?}");
    trace.until("received");
    let expected = ["ana> ana", "ana< ana", "ana: raw \"@b\"", "ana: reset"];
    assert_eq!(trace.steps(), expected);
}

#[test]
fn a_cut_in_order_lets_the_answers_through() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &["--cut-after", "4", "--cut", "fin"]);
    let mut client = trace.client();
    let mut server = accept(&listener);
    client.send(b"ana\n@bia oi\n").unwrap();
    let mut said = String::new();
    server.read_to_string(&mut said).unwrap();
    server.write_all(b"f\n").unwrap();
    drop(server);
    assert_eq!(said, "ana\n");
    assert_eq!(client.expect_end().unwrap(), b"f\n");
    drop(client);
    trace.until("received");
    let expected = ["ana> ana", "ana: half-close", "ana< f", "ana: closed"];
    assert_eq!(trace.steps(), expected);
}

#[test]
fn a_server_that_is_not_there() {
    let (listener, address) = listener();
    drop(listener);
    let trace = Trace::start(address, &[]);
    for name in ["c1", "c2"] {
        let mut client = trace.client();
        assert!(client.receive_line().is_err());
        let shown = trace.until("start it, or say where it is with --to");
        let words = format!("{name}: sent away: no server at {address} (");
        let last = shown.last().unwrap();
        assert!(last.starts_with(&words), "{last}");
    }
}

#[test]
fn what_cannot_begin() {
    let (_listener, address) = listener();
    let address = address.to_string();
    let port = address.split(':').next_back().unwrap();
    for (arguments, words) in [
        (
            ["--listen", port, "--to", "1"],
            format!("cannot listen on {address}: give another port"),
        ),
        (
            ["--listen", "0", "--to", "nowhere"],
            "`nowhere` is no address".to_owned(),
        ),
        (
            ["--session", "/", "--listen", "0"],
            "/ cannot be written: name a file".to_owned(),
        ),
    ] {
        let output = kit(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!((errors.lines().count(), output.status.code()), (1, Some(2)));
    }
}

#[test]
fn no_file_is_lost_or_left_behind() {
    let (_listener, address) = listener();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (mine, new) = (file("mine.session"), file("new"));
    fs::write(&mine, "by hand").unwrap();
    let taken = address.to_string();
    for (arguments, words) in [
        (
            ["--listen", "0", "--session", &new, "--diagram", &mine],
            format!("{mine} exists, and a trace would overwrite it: give another name"),
        ),
        (
            ["--listen", "0", "--session", &new, "--diagram", &new],
            format!("{new} cannot be both: name one file with --session"),
        ),
        (
            ["--listen", &taken, "--session", &new, "--to", "1"],
            format!("cannot listen on {taken}: give another port"),
        ),
    ] {
        let output = kit(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!((errors.lines().count(), output.status.code()), (1, Some(2)));
        assert_eq!(fs::read_to_string(&mine).unwrap(), "by hand");
        assert!(!Path::new(&new).exists(), "{arguments:?}");
    }
}

#[test]
fn nobody_passes_on_to_itself() {
    let (listener, address) = listener();
    drop(listener);
    let port = address.port();
    let all = format!("0.0.0.0:{port}");
    let one = address.to_string();
    for (own, server) in [(&one, &one), (&all, &one), (&one, &all)] {
        let output = kit(&["--listen", own, "--to", server]);
        let errors = String::from_utf8_lossy(&output.stderr);
        let words = format!("{own} cannot pass on to itself: --listen");
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn help_ends_with_an_example() {
    let output = kit(&["--help"]);
    let help = String::from_utf8_lossy(&output.stdout);
    assert!(
        help.trim_end().ends_with("cargo kit trace --chunk 1"),
        "{help}"
    );
}

#[cfg(unix)]
fn signal(name: &str, process: u32) {
    let id = process.to_string();
    let sent = Command::new("kill").args([name, &id]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_writes_the_files_though_nobody_reads_the_output() {
    let (listener, address) = listener();
    let folder = tempfile::tempdir().unwrap();
    let mut child = spawn(address, &folder, &[]);
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let own: SocketAddr = first
        .trim()
        .split(' ')
        .next_back()
        .unwrap()
        .parse()
        .unwrap();
    // More than fits into the pipe of the output. The server has it when it was all reported.
    let lines = "@bia a line that is as long as others are\n".repeat(9000);
    let mut client = TcpStream::connect(own).unwrap();
    client.write_all(lines.as_bytes()).unwrap();
    let mut received = vec![0; lines.len()];
    accept(&listener).read_exact(&mut received).unwrap();
    let id = child.id();
    signal("-INT", id);
    let (sender, ended) = channel();
    thread::spawn(move || sender.send(child.wait()));
    let Ok(status) = ended.recv_timeout(patience()) else {
        signal("-KILL", id);
        panic!("it waits for somebody who reads its output");
    };
    assert!(status.unwrap().success());
    let session = fs::read_to_string(folder.path().join("a.session")).unwrap();
    assert_eq!(session.matches("> @bia a line").count(), 9000);
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_file_where_nothing_was_said() {
    let (_listener, address) = listener();
    let mut trace = Trace::start(address, &[]);
    signal("-INT", trace.child.id());
    assert!(trace.child.wait().unwrap().success());
    assert_eq!(fs::read_dir(trace.folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_writes_what_there_is() {
    let server = echo("none");
    let mut trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    talk(&mut client, "ana", &["ana"]);
    client.send(b"half").unwrap();
    trace.until("[no LF yet]");
    signal("-INT", trace.child.id());
    let last = loop {
        let line = trace.lines.recv_timeout(patience()).unwrap();
        if line.contains("connection;") {
            break line;
        }
    };
    assert_eq!(
        last,
        "1 connection; clients sent 1 line (8 bytes), the server 1 line (4 bytes)"
    );
    assert!(trace.child.wait().unwrap().success());
    client.expect_end().unwrap();
    let expected = [
        "ana> ana",
        "ana< ana",
        "ana: raw \"half\"",
        "# still open when this was written",
        "ana: close",
    ];
    assert_eq!(trace.steps(), expected);
    assert!(Path::new(&trace.session()).exists() && trace.diagram().ends_with("</svg>"));
}
