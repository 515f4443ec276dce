//! The world of these tests: a server that follows a script, and the client in a terminal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use testkit::terminal::{Key, Screen, Terminal};

/// How long anything may take on a machine that is busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server that does what the test says.
pub(crate) struct FakeServer {
    pub(crate) address: SocketAddr,
    connections: Receiver<TcpStream>,
}

/// One connection of the client, seen from the server.
pub(crate) struct Peer {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl FakeServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the port");
        let (accepted, connections) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if accepted.send(stream).is_err() {
                    return;
                }
            }
        });
        Self {
            address,
            connections,
        }
    }

    /// The next connection of the client.
    pub(crate) fn accept(&self) -> Peer {
        let stream = self.connections.recv_timeout(PATIENCE);
        let stream = stream.expect("the client connects");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let lines = BufReader::new(stream.try_clone().expect("a socket"));
        Peer { stream, lines }
    }

    /// The next connection, on which ana gets a push session and has asked who is online.
    pub(crate) fn accept_push(&self) -> Peer {
        self.accept_push_with("")
    }

    /// The same with messages that were waiting.
    pub(crate) fn accept_push_with(&self, waiting: &str) -> Peer {
        let mut peer = self.accept();
        peer.expect("ana /push");
        peer.send(&format!("+ ready epoch1\n{waiting}"));
        peer.expect("/who");
        peer.send("+ ana bia joao\n");
        peer
    }

    /// The next connection, on which ana gets a core session: the first try is taken for a bad
    /// login.
    pub(crate) fn accept_core(&self) -> Peer {
        let mut first = self.accept();
        first.expect("ana /push");
        first.send("! unknown-user\n");
        first.close();
        let mut peer = self.accept();
        peer.expect("ana");
        peer
    }
}

impl Peer {
    /// Reads one line, which must be this one.
    #[track_caller]
    pub(crate) fn expect(&mut self, line: &str) {
        assert_eq!(self.read().as_deref(), Some(line));
    }

    /// Reads lines until this one comes; those before are polls.
    #[track_caller]
    pub(crate) fn expect_after_polls(&mut self, line: &str) {
        while let Some(heard) = self.read() {
            if heard == line {
                return;
            }
            assert_eq!(heard, "", "waiting for {line:?}");
            self.send("f\n");
        }
        panic!("the client has closed before {line:?}");
    }

    /// The next line of the client; `None` where it has closed.
    #[track_caller]
    pub(crate) fn read(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.lines.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end_matches('\n').to_owned()),
            Err(error) => panic!("the client says nothing: {error}"),
        }
    }

    pub(crate) fn send(&mut self, bytes: &str) {
        self.send_bytes(bytes.as_bytes());
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        // The client may have left already; the test sees that elsewhere.
        let _ = self.stream.write_all(bytes);
    }

    /// Sends messages without end, on a thread.
    pub(crate) fn flood(&self) {
        let mut stream = self.stream.try_clone().expect("a socket");
        let message = "2026-11-21T10:00:00.000Z @bia number";
        let mut send = move |id: u64| writeln!(stream, "#{id} {message} {id}");
        thread::spawn(move || (1..).try_for_each(&mut send));
    }

    /// Sends a byte now and then, and never a line, until the client has gone.
    pub(crate) fn drip(mut self) {
        let pause = Some(Duration::from_millis(200));
        self.stream.set_read_timeout(pause).expect("a socket");
        while self.lines.read(&mut [0]).is_err() && self.stream.write_all(b"x").is_ok() {}
    }

    /// Nothing more comes from the client.
    #[track_caller]
    pub(crate) fn expect_end(&mut self) {
        let mut rest = String::new();
        let read = self.lines.read_to_string(&mut rest);
        assert!(matches!(read, Ok(0)), "{read:?}: {rest:?}");
    }

    pub(crate) fn close(self) {}
}

/// A folder for what the client keeps, and the command that uses it.
pub(crate) struct Client {
    pub(crate) state: TempDir,
    server: String,
}

impl Client {
    pub(crate) fn of(server: &FakeServer) -> Self {
        Self::at(server.address)
    }

    /// The client of whoever listens there, if anybody does.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self {
            state: tempfile::tempdir().expect("a folder"),
            server: address.to_string(),
        }
    }

    /// The client's command; a login is the caller's to add.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-client"));
        command.args(["--server", &self.server]);
        command.env("MENSAGEIRO_STATE", self.state.path());
        command.env("TZ", "UTC");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command
    }

    /// The client as ana in a terminal of so many columns.
    pub(crate) fn start(&self, columns: u16) -> Terminal {
        self.start_as("ana", columns)
    }

    /// The client as somebody else.
    pub(crate) fn start_as(&self, login: &str, columns: u16) -> Terminal {
        Terminal::start(self.command().arg(login), 24, columns).expect("a terminal")
    }
}

/// What tests do with a terminal, without a word about errors.
pub(crate) trait Person {
    /// Types a line and Enter, and waits until it has been taken.
    fn enter(&mut self, line: &str);
    /// Waits for a text.
    fn see(&self, text: &str) -> Screen;
    /// Waits for the prompt alone on the last row.
    fn see_prompt(&self) -> Screen;
    fn keys(&mut self, keys: &[Key]);
    fn exit_code(&mut self) -> u32;
}

impl Person for Terminal {
    #[track_caller]
    fn enter(&mut self, line: &str) {
        // What the cursor stands on, so that neither an older row nor an older prompt is taken for
        // it.
        let here = |screen: &Screen| screen.rows()[usize::from(screen.cursor().0)].ends_with(line);
        self.type_text(line).expect("typing");
        let typed = self.wait_until(here);
        typed.unwrap_or_else(|error| panic!("{line}: {error}"));
        self.press(Key::Enter).expect("typing");
        let taken = self.wait_until(|screen| !here(screen));
        taken.unwrap_or_else(|error| panic!("{line}: {error}"));
    }

    #[track_caller]
    fn see(&self, text: &str) -> Screen {
        self.wait_for(text)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn see_prompt(&self) -> Screen {
        self.wait_until(|screen| last_row(screen) == "ana>")
            .unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn keys(&mut self, keys: &[Key]) {
        for &key in keys {
            self.press(key).expect("typing");
        }
    }

    #[track_caller]
    fn exit_code(&mut self) -> u32 {
        let status = self.exit_status();
        status.unwrap_or_else(|error| panic!("{error}")).exit_code()
    }
}

/// The last row with something in it.
pub(crate) fn last_row(screen: &Screen) -> &str {
    let rows = screen.rows().iter().rev();
    rows.map(String::as_str)
        .find(|row| !row.is_empty())
        .unwrap_or("")
}
