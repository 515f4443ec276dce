//! The grader's own server: one user with an inbox, and a note of every line.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::manner::{Incoming, Manner};

/// The most lines that are noted; behind them the server listens no more.
const MOST_LINES: usize = 10_000;

/// The most bytes of them: what came is kept in the evidence.
const MOST_BYTES: usize = 256 * 1024;

/// The most connections, one after the other or at once.
const MOST_CONNECTIONS: usize = 64;

/// A core server (protocol page, 1 to 5) that knows one login.
#[derive(Debug)]
pub struct InboxServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Has the port until it ends.
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    login: String,
    manner: Manner,
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct State {
    inbox: VecDeque<String>,
    lines: Vec<Line>,
    /// The bytes of their texts.
    bytes: usize,
    sent: Vec<String>,
    connections: Vec<TcpStream>,
    is_closed: bool,
}

/// A line of the client's, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// It is the first one of its connection.
    pub is_first: bool,
    /// Without its LF, and the CR before it. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: String,
}

impl InboxServer {
    /// Listens on this port of 127.0.0.1; 0 is any free one.
    ///
    /// # Errors
    /// Where the port belongs to somebody else.
    pub fn start(port: u16, login: &str) -> io::Result<InboxServer> {
        InboxServer::start_by(port, login, Manner::default())
    }

    /// The same, talking in this manner.
    ///
    /// # Errors
    /// As [`InboxServer::start`].
    pub fn start_by(port: u16, login: &str, manner: Manner) -> io::Result<InboxServer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            login: login.to_owned(),
            manner,
            state: Mutex::default(),
            more: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        let accepting = Some(thread::spawn(move || accept(&listener, &accepting)));
        Ok(InboxServer {
            address,
            shared,
            accepting,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts `@sender text` into the inbox, for the next batch.
    pub fn put(&self, message: String) {
        self.shared.lock().inbox.push_back(message);
    }

    /// Waits for a line of which this is true.
    pub fn has_got(&self, limit: Duration, is_it: impl Fn(&Line) -> bool) -> bool {
        let shared = &self.shared;
        let is_missing = |state: &mut State| !state.lines.iter().any(&is_it);
        let waited = shared
            .more
            .wait_timeout_while(shared.lock(), limit, is_missing);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.lines.iter().any(is_it)
    }

    /// All lines so far, of all connections.
    pub fn lines(&self) -> Vec<Line> {
        self.shared.lock().lines.clone()
    }

    /// All lines that it has answered with, on all connections.
    pub fn sent(&self) -> Vec<String> {
        self.shared.lock().sent.clone()
    }

    /// Whether anybody has connected.
    pub fn was_called(&self) -> bool {
        !self.shared.lock().connections.is_empty()
    }

    /// Ends all connections, and takes no more.
    pub fn close(&self) {
        let mut state = self.shared.lock();
        if state.is_closed {
            return;
        }
        state.is_closed = true;
        for connection in &state.connections {
            // Where the client has gone already there is nothing to end.
            let _ = connection.shutdown(Shutdown::Both);
        }
        drop(state);
        // Wakes `accept`, which looks whether it is over.
        let _ = TcpStream::connect(self.address);
    }
}

impl Drop for InboxServer {
    fn drop(&mut self) {
        self.close();
        // The next one wants the same port. Its last connection, `close` has made.
        let ended = self.accepting.take().map(JoinHandle::join);
        debug_assert!(!matches!(ended, Some(Err(_))), "it does not panic");
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a line, and gives the batch that answers it; none where the login is unknown or
    /// enough has been said.
    fn answer(&self, line: Line) -> Option<Vec<String>> {
        let is_welcome = !line.is_first || line.text == self.login;
        let mut state = self.lock();
        state.bytes += line.text.len();
        if state.lines.len() >= MOST_LINES || state.bytes > MOST_BYTES {
            return None;
        }
        state.lines.push(line);
        self.more.notify_all();
        if !is_welcome {
            return None;
        }
        let mut batch: Vec<_> = state.inbox.drain(..).collect();
        batch.push("f".to_owned());
        state.sent.extend_from_slice(&batch);
        Some(batch)
    }

    /// Remembers the connection; not where it is over.
    fn welcome(&self, stream: &TcpStream) -> bool {
        let mut state = self.lock();
        let has_room = !state.is_closed && state.connections.len() < MOST_CONNECTIONS;
        if has_room && let Ok(handle) = stream.try_clone() {
            state.connections.push(handle);
            return true;
        }
        false
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if !shared.welcome(&stream) {
            return;
        }
        let shared = Arc::clone(shared);
        // Ends with its connection, and that with the server.
        thread::spawn(move || serve(&stream, &shared));
    }
}

fn serve(stream: &TcpStream, shared: &Shared) {
    // What the client has broken, it will notice.
    let _ = converse(stream, shared);
    let _ = stream.shutdown(Shutdown::Both);
}

fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    let mut incoming = Incoming::new(stream, shared.manner.framing);
    let mut is_first = true;
    while let Some(line) = incoming.next()? {
        let text = String::from_utf8_lossy(&line).into_owned();
        let Some(batch) = shared.answer(Line { is_first, text }) else {
            return Ok(());
        };
        shared.manner.delivery.send(stream, &batch)?;
        is_first = false;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Delivery;
    use crate::framing::Choice;
    use testkit::LineClient;

    const LIMIT: Duration = Duration::from_secs(5);

    #[test]
    fn each_line_is_noted_and_answered_by_a_batch() {
        let server = InboxServer::start(0, "ana").expect("a free port");
        server.put("@bia oi".to_owned());
        let mut client = LineClient::connect(server.address()).expect("a connection");
        client.send(b"ana\r\n@bia tudo bem?\n").expect("sent");
        for line in ["@bia oi", "f", "f"] {
            assert_eq!(client.receive_line().expect("a line").text(), Ok(line));
        }
        assert!(server.has_got(LIMIT, |line| line.is_first && line.text == "ana"));
        assert!(server.has_got(LIMIT, |line| line.text == "@bia tudo bem?"));
        assert!(!server.has_got(Duration::ZERO, |line| line.text == "@bia"));
        assert_eq!(server.sent(), ["@bia oi", "f", "f"]);
        server.close();
        assert_eq!(client.expect_end().expect("the end"), b"");
        assert!(LineClient::connect(server.address()).is_err() || server.lines().len() == 2);
    }

    /// A client that ends nothing, and takes each read for a message.
    #[test]
    fn what_has_no_line_end_is_a_message_where_it_may_be() {
        for delivery in [Delivery::OneByOne, Delivery::Joined] {
            let manner = Manner {
                framing: Choice::Auto,
                delivery,
                is_plain: true,
            };
            let server = InboxServer::start_by(0, "ana", manner).expect("a free port");
            server.put("@bia oi".to_owned());
            let mut client = LineClient::connect(server.address()).expect("a connection");
            client.send(b"ana").expect("sent");
            assert_eq!(client.receive_bytes(8).expect("all of it"), b"@bia oif");
            client.send(b"@bia tudo").expect("sent");
            client.send(b" bem?").expect("sent");
            assert_eq!(client.receive_bytes(1).expect("the end"), b"f");
            assert!(server.has_got(LIMIT, |line| line.text == "@bia tudo bem?"));
        }
    }

    /// Programs in C may send the NUL behind a string, with a line end before it or without one.
    #[test]
    fn a_nul_behind_a_text_is_no_part_of_it() {
        let manner = Manner {
            framing: Choice::Auto,
            ..Manner::default()
        };
        for end in ["\0", "\n\0"] {
            let server = InboxServer::start_by(0, "ana", manner).expect("a free port");
            let mut client = LineClient::connect(server.address()).expect("a connection");
            for text in ["ana", "@bia oi"] {
                let sent = client.send(format!("{text}{end}").as_bytes());
                sent.expect("sent");
                assert_eq!(client.receive_line().expect("the end").text(), Ok("f"));
            }
            let lines: Vec<_> = server.lines().into_iter().map(|line| line.text).collect();
            assert_eq!(lines, ["ana", "@bia oi"]);
        }
    }

    #[test]
    fn who_is_unknown_is_noted_and_sent_away() {
        let server = InboxServer::start(0, "ana").expect("a free port");
        let mut client = LineClient::connect(server.address()).expect("a connection");
        client.send_line("ana /push").expect("sent");
        assert_eq!(client.expect_end().expect("the end"), b"");
        assert_eq!(server.lines().len(), 1);
        assert!(server.was_called());
    }
}
