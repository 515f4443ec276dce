//! What the tests of the exercises have in common: they run a student's function over real sockets,
//! wait for everything with a deadline, and fail in words.

mod board;
mod client;
mod courses;
mod deadline;
mod judge;
mod judge_rules;
mod server;
mod trace;
mod words;
mod wrong_servers;

pub use board::Board;
pub use client::Client;
pub use courses::{passes, plays};
pub use deadline::{in_time, within};
pub use judge::judge;
pub use server::{Server, start};
pub use tempfile::TempDir;
/// How long a test waits for one thing.
pub use testkit::deadline::patience;
pub use trace::{are_of_one_server, explains};
pub use words::{expect_equal, shown};
pub use wrong_servers::Defect;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Two connected sockets: what is written into one comes out of the other.
///
/// # Panics
/// Where this machine cannot connect to itself.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of this machine");
    let address = listener.local_addr().expect("a bound listener has one");
    let one = TcpStream::connect(address).expect("the listener is there");
    let (other, _) = listener.accept().expect("somebody has just connected");
    for stream in [&one, &other] {
        stream.set_nodelay(true).expect("it is connected");
        // Whoever waits for more than will ever come gets an error, and does not wait for ever.
        let limit = Some(testkit::deadline::patience());
        stream
            .set_read_timeout(limit)
            .expect("it is more than zero");
        stream
            .set_write_timeout(limit)
            .expect("it is more than zero");
    }
    (one, other)
}

/// An empty folder for a server's data; it is removed with this value.
///
/// # Panics
/// Where the system has no room for one.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

/// Writes these bytes one by one, on a thread of its own, and then closes the connection cleanly.
/// Whoever reads meanwhile mostly gets less than it would like to have.
pub fn trickle(mut stream: TcpStream, bytes: impl Into<Vec<u8>>) {
    let bytes = bytes.into();
    thread::spawn(move || {
        // It fails where the reader has gone, which is then what the test complains about.
        bytes.chunks(1).try_for_each(|byte| stream.write_all(byte))
    });
}
