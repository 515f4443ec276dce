//! A server that gives the answers it was told to give, whatever comes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use socket2::SockRef;
use testkit::{Cause, Failure, How, Session, Target, play};

/// What a server does when it has given all its answers.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Then {
    Waits,
    Closes,
    Resets,
}

/// Serves one client: an answer a line.
pub(crate) fn server(answers: &[&[u8]], then: Then) -> SocketAddr {
    let answers: Vec<_> = answers.iter().map(|answer| answer.to_vec()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client");
        answer(&stream, &answers);
        match then {
            Then::Waits => drop((&stream).read_to_end(&mut Vec::new())),
            Then::Closes => {}
            Then::Resets => SockRef::from(&stream)
                .set_linger(Some(Duration::ZERO))
                .expect("a socket"),
        }
    });
    address
}

fn answer(mut stream: &TcpStream, answers: &[Vec<u8>]) {
    let mut lines = BufReader::new(stream).lines();
    for answer in answers {
        lines.next();
        stream.write_all(answer).expect("a reading client");
    }
}

pub(crate) fn session(steps: &str) -> Session {
    let text = format!(
        "title: a title\nsince: ch04-inbox\nwhy: a reason (page, 1)\nusers: ana\n\n{steps}"
    );
    Session::parse("some.session", &text).expect("a session")
}

pub(crate) fn failure(steps: &str, answers: &[&[u8]], then: Then) -> Failure {
    failure_at(server(answers, then), steps, How::default())
}

/// Where it must be the deadline that passes, a short one does.
pub(crate) fn late_failure(steps: &str, answers: &[&[u8]]) -> Failure {
    let how = How {
        patience: Some(Duration::from_millis(300)),
        ..How::default()
    };
    failure_at(server(answers, Then::Waits), steps, how)
}

pub(crate) fn failure_at(server: SocketAddr, steps: &str, how: How) -> Failure {
    *play(&session(steps), &Target::Address(server), how).expect_err("a failure")
}

pub(crate) fn told(failure: &Failure) -> (&str, &str, Option<usize>, Option<&Cause>) {
    (
        &failure.expected,
        &failure.received,
        failure.caret,
        failure.cause.as_ref(),
    )
}

pub(crate) const STEPS: &str = "ana> ana\nana< @bia até já\nana< f\n";
