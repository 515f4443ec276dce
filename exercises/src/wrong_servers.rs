//! Sessions against servers of the zoo: right ones and wrong ones.

use std::net::TcpListener;
use std::time::Duration;

use testkit::{Failure, How, Pace, Session, Target, play};
pub use zoo::Defect;
use zoo::Reading;

/// Where several wrong servers are played, each of them is waited for this part of the deadline: most
/// of them fail by something that comes.
pub(crate) const HASTE: u32 = 5;

/// A server of the zoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// A right one, which takes a message for read at this moment.
    Right(Reading),
    /// One with this defect.
    Wrong(Defect),
}

/// Plays a session as written against such a server, which is started for it.
///
/// # Panics
/// Where the server cannot be started with the session's users.
#[track_caller]
pub(crate) fn play_against(
    session: &Session,
    which: Which,
    pace: Pace,
    patience: Duration,
) -> Result<(), Box<Failure>> {
    let data = crate::folder();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of this machine");
    let users: Vec<_> = session.users.iter().map(String::as_str).collect();
    let started = match which {
        Which::Right(reading) => zoo::serve_right(listener, &users, data.path(), reading),
        Which::Wrong(defect) => zoo::serve(listener, &users, data.path(), Some(defect)),
    };
    let server = match started {
        Ok(server) => server,
        Err(error) => panic!("no server can be started for the session: {error}"),
    };
    let target = Target::Running {
        address: server.address(),
        data: data.path(),
    };
    let how = How {
        pace,
        patience: Some(patience),
        ..How::default()
    };
    play(session, &target, how).map(drop)
}
