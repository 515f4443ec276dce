//! The course's session files, played against a student's server.

use std::fmt::Debug;
use std::io;
use std::net::TcpListener;
use std::path::Path;

use testkit::{How, Pace, Session, Target, play};

use crate::server::start;

/// Plays a session of the course, such as `ch01-echo/the-next-client`, against a server function:
/// with whole lines, byte by byte, and with all lines at once, each time against a new server.
///
/// # Panics
/// Where a step does not go as written; the words are those of `cargo kit play`.
#[track_caller]
pub fn passes<T: Debug>(
    serve: impl FnOnce(TcpListener) -> io::Result<T> + Send + Clone + 'static,
    session: &str,
) {
    play_all(serve, &load(session));
}

/// Plays the text of a session, in the same ways.
///
/// # Panics
/// Where it is not a session, or a step does not go as written.
#[track_caller]
pub fn plays<T: Debug>(
    serve: impl FnOnce(TcpListener) -> io::Result<T> + Send + Clone + 'static,
    text: &str,
) {
    let session = Session::parse("tests.rs", text).unwrap_or_else(|error| panic!("{error}"));
    play_all(serve, &session);
}

#[track_caller]
fn play_all<T: Debug>(
    serve: impl FnOnce(TcpListener) -> io::Result<T> + Send + Clone + 'static,
    session: &Session,
) {
    for pace in Pace::ALL {
        let server = start(serve.clone());
        let how = How {
            pace,
            ..How::default()
        };
        if let Err(mut failure) = play(session, &Target::Address(server.address()), how) {
            // The server that was played against ends with the test.
            failure.again.clear();
            if let Some(known) = server.obituary() {
                failure.cause = None;
                panic!("{known}\n\n{failure}");
            }
            panic!("{failure}");
        }
    }
}

fn load(name: &str) -> Session {
    let (chapter, name) = name
        .split_once('/')
        .expect("a chapter, and a session's name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters");
    let file = folder
        .join(chapter)
        .join("sessions")
        .join(name)
        .with_extension("session");
    Session::load(&file).unwrap_or_else(|error| panic!("{error}"))
}
