//! The engine of the assignment: a thread for each connected user (two, if the session pushes).
//!
//! It reads lines, tells the session of them, submits what the session wants stored, and writes
//! what it wants said. What the socket shows about reading (R1 and R2 of the protocol page) is
//! judged here.

mod classic;
mod login;
mod push;

use std::sync::Arc;
use std::thread;

use super::connections::Admitted;
use super::gate::Gate;
use crate::connection::{Connection, Lines, ReadEnd};
use crate::limits::Limits;
use crate::protocol::{CLIENT_LINE_MAX, Code, Notice};
use crate::session::Evidence;
use crate::store::Store;

/// A session needs little; this is address space, of which only what is touched becomes memory.
const STACK: usize = 256 * 1024;

/// Starts threads of clients.
pub(super) fn builder() -> thread::Builder {
    thread::Builder::new()
        .name("client".to_owned())
        .stack_size(STACK)
}

/// How a conversation ended.
enum End {
    /// By the end of the client's input, unless [`Connection::ending`] says that it was the
    /// server's.
    Closed,
    /// By the server, with this notice.
    Refused(Notice),
    /// By a reset, a write that got nowhere, or the like.
    Broken,
}

impl From<ReadEnd> for End {
    fn from(end: ReadEnd) -> Self {
        match end {
            ReadEnd::Closed => Self::Closed,
            ReadEnd::TimedOut => {
                Self::Refused(Notice::new(Code::Closing, "the line took too long"))
            }
            ReadEnd::Broken(_) => Self::Broken,
        }
    }
}

impl End {
    fn line_too_long() -> Self {
        let words = format!("a line has at most {CLIENT_LINE_MAX} bytes");
        Self::Refused(Notice::new(Code::LineTooLong, words))
    }

    fn without_tls() -> Self {
        Self::Refused(Notice::new(Code::UnknownUser, "this server has no TLS"))
    }
}

/// Serves a client from its login to its end.
pub(super) fn serve(admitted: &Admitted, store: &Store, gate: &Gate, limits: &Limits) {
    let connection = admitted.connection();
    let mut lines = Lines::new(Arc::clone(connection), limits.line_time);
    match login::log_in(admitted, &mut lines, store, gate, limits) {
        Ok(line) => {
            log::info!("{}: {} is here", connection.peer(), line.login);
            let run = if line.push { push::run } else { classic::run };
            run(connection, lines, &line.login, store);
            log::info!("{}: {} has gone", connection.peer(), line.login);
        }
        Err(end) => {
            match connection.handshake_failure() {
                Some(why) => log::info!("{}: no TLS: {why}", connection.peer()),
                None => log::info!("{}: no login", connection.peer()),
            }
            say_goodbye(connection, end);
        }
    }
}

/// The notice for a session that another one of the same user has taken over from.
fn elsewhere() -> Notice {
    Notice::new(Code::Elsewhere, "you have logged in elsewhere")
}

/// Says the last notice, if there is one, and ends the connection. The verdict is on the messages
/// in flight.
fn say_goodbye(connection: &Connection, end: End) -> Evidence {
    let notice = match (connection.ending(), end) {
        // It may have broken in the middle of a line, of which a notice would become a part.
        (_, End::Broken) => return Evidence::Unknown,
        (Some(notice), _) => notice.clone(),
        (None, End::Refused(notice)) => notice,
        (None, End::Closed) => return connection.farewell(),
    };
    if connection.write(format!("{notice}\n").as_bytes()).is_ok() {
        connection.farewell();
    }
    Evidence::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Stream;
    use std::io::Read;
    use std::net::{TcpListener, TcpStream};

    /// What a client hears of a session that another one has taken over from.
    fn last_words(end: End) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        let connection = Connection::new(Stream::plain(accepted), &Limits::default()).unwrap();
        connection.end(elsewhere());
        client.shutdown(std::net::Shutdown::Write).unwrap();
        say_goodbye(&connection, end);
        drop(connection);
        let mut heard = String::new();
        client.read_to_string(&mut heard).unwrap();
        heard
    }

    #[test]
    fn no_notice_is_written_behind_a_write_that_broke() {
        assert_eq!(last_words(End::Closed), format!("{}\n", elsewhere()));
        assert_eq!(last_words(End::Broken), "");
    }
}
