//! A client that says in words what it missed.

use testkit::LineClient;
use testkit::client::{Line, ReceiveError};

use crate::server::Server;
use crate::words::shown;

/// Why a system breaks a connection although nobody has asked it to.
const RESET: &str = "the server closed its socket while bytes of this client were unread or still \
    coming, which breaks the connection";

/// A client of a student's server. Each method waits at most for the deadline, and panics in words
/// where something else comes.
#[derive(Debug)]
pub struct Client<'a> {
    lines: LineClient,
    server: &'a Server,
    sent: Vec<u8>,
}

impl Server {
    /// Connects a client.
    ///
    /// # Panics
    /// Where the server does not listen any more.
    #[track_caller]
    pub fn connect(&self) -> Client<'_> {
        match LineClient::connect(self.address()) {
            Ok(lines) => Client {
                lines,
                server: self,
                sent: Vec::new(),
            },
            Err(error) => panic!("no client can connect: {error}{}", cause(self)),
        }
    }
}

impl Client<'_> {
    /// Sends bytes in one write.
    #[track_caller]
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.sent.extend(bytes.as_ref());
        let sent = self.lines.send(bytes.as_ref());
        self.check(sent.map_err(|error| format!("the server takes no more bytes: {error}")));
    }

    /// Sends a line and its LF in one write.
    #[track_caller]
    pub fn send_line(&mut self, line: &str) {
        self.send(format!("{line}\n"));
    }

    /// Sends every byte in a write of its own.
    #[track_caller]
    pub fn send_slowly(&mut self, bytes: impl AsRef<[u8]>) {
        for byte in bytes.as_ref() {
            self.send([*byte]);
        }
    }

    /// The next line without its LF must be this one; `why` says which rule asks for it.
    #[track_caller]
    pub fn expect_line(&mut self, expected: &str, why: &str) {
        let received = match self.lines.receive_line() {
            Ok(Line(bytes)) if bytes == expected.as_bytes() => return,
            Ok(Line(bytes)) => Received::bytes(format!("the line {}", summary(&bytes))),
            Err(error) => self.nothing(&error),
        };
        let expected = format!("the line {}", summary(expected.as_bytes()));
        self.fail(&expected, &received, why);
    }

    /// The next bytes must be these; they need not be lines.
    #[track_caller]
    pub fn expect_bytes(&mut self, expected: impl AsRef<[u8]>, why: &str) {
        let expected = expected.as_ref();
        let received = match self.lines.receive_bytes(expected.len()) {
            Ok(bytes) if bytes == expected => return,
            Ok(bytes) => Received::bytes(summary(&bytes)),
            Err(error) => self.nothing(&error),
        };
        let expected = format!("{} as the next bytes", summary(expected));
        self.fail(&expected, &received, why);
    }

    /// Nothing more must come, and the server must end the connection cleanly, which is a FIN.
    #[track_caller]
    pub fn expect_end(&mut self, why: &str) {
        let received = match self.lines.expect_end() {
            Ok(bytes) if bytes.is_empty() => return,
            Ok(bytes) => Received::bytes(format!("{}, and then the end", summary(&bytes))),
            Err(error) => self.nothing(&error),
        };
        self.fail("the end of the connection", &received, why);
    }

    /// Says that nothing more will be sent (FIN). Receiving goes on.
    #[track_caller]
    pub fn half_close(&mut self) {
        let closed = self.lines.half_close();
        self.check(closed.map_err(|error| format!("the connection is gone: {error}")));
    }

    /// Closes the connection cleanly.
    pub fn close(self) {}

    /// Breaks the connection: the server's next read reports a reset.
    ///
    /// # Panics
    /// Where the system does not let it.
    pub fn reset(self) {
        self.lines
            .reset()
            .expect("a socket can be told not to linger");
    }

    /// Why nothing that was waited for came, and what did come.
    fn nothing(&self, error: &ReceiveError) -> Received {
        let words = match self.lines.unread() {
            [] => format!("nothing: {error}"),
            bytes => format!("{}, and no more: {error}", summary(bytes)),
        };
        let likely = matches!(error, ReceiveError::Reset).then_some(RESET);
        Received { words, likely }
    }

    #[track_caller]
    fn check(&self, done: Result<(), String>) {
        if let Err(words) = done {
            let (known, sent) = (cause(self.server), summary(&self.sent));
            panic!("{words}{known}\n  sent:     {sent}");
        }
    }

    /// What is known stands before what came, and in place of what is only likely.
    #[track_caller]
    fn fail(&self, expected: &str, received: &Received, why: &str) -> ! {
        let (known, sent) = (cause(self.server), summary(&self.sent));
        let likely = match received.likely {
            Some(words) if known.is_empty() => format!("\n  likely:   {words}"),
            _ => String::new(),
        };
        panic!(
            "{why}{known}\n  sent:     {sent}\n  expected: {expected}\n  received: {}{likely}",
            received.words
        );
    }
}

/// The end of the server, as a line of a failure; empty where it still runs.
fn cause(server: &Server) -> String {
    let cause = server.obituary();
    cause.map_or(String::new(), |words| format!("\n  cause:    {words}"))
}

/// What came in the place of what was waited for.
struct Received {
    words: String,
    likely: Option<&'static str>,
}

impl Received {
    fn bytes(words: String) -> Received {
        let likely = None;
        Received { words, likely }
    }
}

/// Bytes as one wants to read them: of many only the first ones, and how many they are.
fn summary(bytes: &[u8]) -> String {
    const MOST: usize = 80;
    match bytes.get(..MOST) {
        Some(first) if bytes.len() > MOST => {
            format!("`{}…` ({} bytes)", shown(first), bytes.len())
        }
        _ => format!("`{}`", shown(bytes)),
    }
}
