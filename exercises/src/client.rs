//! A client that says in words what it missed.

use testkit::LineClient;
use testkit::client::{Line, ReceiveError};
use testkit::failure::escaped;

use crate::server::Server;

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
            Err(error) => panic!("no client can connect: {error}{}", self.obituary()),
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
            Ok(Line(bytes)) => format!("the line {}", shown(&bytes)),
            Err(error) => self.nothing(&error),
        };
        self.fail(
            &format!("the line {}", shown(expected.as_bytes())),
            &received,
            why,
        );
    }

    /// The next bytes must be these; they need not be lines.
    #[track_caller]
    pub fn expect_bytes(&mut self, expected: impl AsRef<[u8]>, why: &str) {
        let expected = expected.as_ref();
        let received = match self.lines.receive_bytes(expected.len()) {
            Ok(bytes) if bytes == expected => return,
            Ok(bytes) => shown(&bytes),
            Err(error) => self.nothing(&error),
        };
        self.fail(&shown(expected), &received, why);
    }

    /// Nothing more must come, and the server must end the connection in order.
    #[track_caller]
    pub fn expect_end(&mut self, why: &str) {
        let received = match self.lines.expect_end() {
            Ok(bytes) if bytes.is_empty() => return,
            Ok(bytes) => format!("{}, and then the end", shown(&bytes)),
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

    /// Closes the connection in order.
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
    fn nothing(&self, error: &ReceiveError) -> String {
        match self.lines.unread() {
            [] => format!("nothing: {error}"),
            bytes => format!("{}, and no more: {error}", shown(bytes)),
        }
    }

    #[track_caller]
    fn check(&self, done: Result<(), String>) {
        if let Err(words) = done {
            panic!(
                "{words}\n  sent:     {}{}",
                shown(&self.sent),
                self.server.obituary()
            );
        }
    }

    #[track_caller]
    fn fail(&self, expected: &str, received: &str, why: &str) -> ! {
        panic!(
            "{why}\n  sent:     {}\n  expected: {expected}\n  received: {received}{}",
            shown(&self.sent),
            self.server.obituary()
        );
    }
}

/// Bytes as one wants to read them: of many only the first ones, and how many they are.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 80;
    match bytes.get(..MOST) {
        Some(first) if bytes.len() > MOST => {
            format!("`{}…` ({} bytes)", escaped(first), bytes.len())
        }
        _ => format!("`{}`", escaped(bytes)),
    }
}
