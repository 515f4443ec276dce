//! A trace between clients and a server, and what it leaves behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use kit::course::CourseProgram;
use kit::programs::{self, Binaries};
use tempfile::TempDir;
use testkit::deadline::patience;
use testkit::{How, LineClient, Program, Server, Session, Target, play};

/// A trace that runs, and what it prints.
pub(crate) struct Trace {
    pub(crate) child: Child,
    pub(crate) lines: Receiver<String>,
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
}

impl Trace {
    /// Between a free port and this server, with both files.
    pub(crate) fn start(server: SocketAddr, options: &[&str]) -> Trace {
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

    pub(crate) fn client(&self) -> LineClient {
        LineClient::connect(self.address).unwrap()
    }

    /// What it prints up to the line that ends in these words, without the times.
    pub(crate) fn until(&self, words: &str) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        while !shown.last().is_some_and(|line| line.ends_with(words)) {
            let Ok(line) = self.lines.recv_timeout(patience()) else {
                panic!("no line ends in `{words}`: {shown:#?}");
            };
            shown.push(line.get(8..).unwrap_or_default().to_owned());
        }
        shown
    }

    pub(crate) fn session(&self) -> PathBuf {
        self.folder.path().join("a.session")
    }

    pub(crate) fn diagram(&self) -> String {
        fs::read_to_string(self.folder.path().join("a.svg")).unwrap()
    }

    /// The steps of the session file, without its header.
    pub(crate) fn steps(&self) -> Vec<String> {
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

pub(crate) fn spawn(server: SocketAddr, folder: &TempDir, options: &[&str]) -> Child {
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

pub(crate) fn binaries() -> &'static Binaries {
    static BINARIES: OnceLock<Binaries> = OnceLock::new();
    let names = ["faulty-server", "ch05-csv-log", "mensageiro-server"];
    BINARIES.get_or_init(|| programs::build(&names).unwrap())
}

pub(crate) fn program(name: &str) -> Program {
    let program = CourseProgram::named(name).unwrap();
    program.program(&binaries()[program.binary])
}

/// An echo server with this fault.
pub(crate) fn echo(fault: &str) -> Server {
    let program = Program::new(&binaries()["faulty-server"]).argument(fault);
    program.start::<&str>(&[]).unwrap()
}

/// A server that is this test itself.
pub(crate) fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub(crate) fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(patience())).unwrap();
    stream
}

pub(crate) fn talk(client: &mut LineClient, line: &str, answers: &[&str]) {
    client.send_line(line).unwrap();
    for answer in answers {
        assert_eq!(client.receive_line().unwrap().text(), Ok(*answer));
    }
}

/// Ends in order, and waits until the trace has written its files.
pub(crate) fn leave(trace: &Trace, client: &mut LineClient) -> Vec<String> {
    client.half_close().unwrap();
    client.expect_end().unwrap();
    trace.until("received")
}

pub(crate) fn plays_again(trace: &Trace, program: &Program) {
    let session = Session::load(trace.session()).unwrap();
    let text = fs::read_to_string(trace.session()).unwrap();
    let played = play(&session, &Target::Program(program), How::default());
    played.unwrap_or_else(|failure| panic!("{failure}\n{text}"));
}

pub(crate) fn kit(arguments: &[&str]) -> Output {
    let mut kit = Command::new(env!("CARGO_BIN_EXE_mensageiro-kit"));
    kit.arg("trace").args(arguments).output().unwrap()
}
