//! A submission as many are: hard-coded names, a menu, the current folder.

use std::cell::RefCell;
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use grader::{Conduct, Event, Outcome, Rubric, Submission, grade};
use testkit::LineClient;

use crate::support::{PYTHON, outcomes, python, rubric};

#[test]
fn gets_all_points() {
    let folder = python(&[]);
    let rubric = Rubric::course().unwrap();
    let copy = Submission::open(folder.path()).unwrap().copy(None).unwrap();
    let score = grade(&rubric, &copy, &Conduct::new(7));
    let lost = score
        .rows
        .iter()
        .filter(|it| !it.outcomes.iter().all(Outcome::is_passed));
    assert_eq!(
        lost.map(|it| &it.outcomes).collect::<Vec<_>>(),
        Vec::<&Vec<Outcome>>::new()
    );
    assert_eq!(score.points().to_string(), "32");
    assert_eq!(score.by_people().to_string(), "8");
    // What was handed in is as it was.
    assert!(!folder.path().join("registro.csv").exists());
}

/// The port of the protocol may be in use while these tests run: then that is what has to be said.
#[test]
fn always_takes_the_same_port() {
    let in_use = |outcomes: &[Vec<Outcome>]| match &outcomes[0][0] {
        Outcome::GradersFault(why) => why.contains("port 3333") && why.contains("in use"),
        _ => false,
    };
    let server = rubric(&["session = 'ch04-inbox/message-waits'"]);
    let found = outcomes(Path::new(PYTHON), &server);
    assert!(
        found.iter().flatten().all(Outcome::is_passed) || in_use(&found),
        "{found:?}"
    );
    says_that_it_waits_for_the_port(&server);
    // Where this fails, somebody else listens there.
    let _listener = TcpListener::bind("127.0.0.1:3333");
    for rubric in [server, rubric(&["client = 'sends'"])] {
        let found = outcomes(Path::new(PYTHON), &rubric);
        assert!(in_use(&found), "{found:?}");
        assert_eq!(found[0], found[1], "the row after it is as little to blame");
    }
}

/// A connection of somebody who does not listen any more keeps the port.
fn says_that_it_waits_for_the_port(rubric: &Rubric) {
    let Ok(listener) = TcpListener::bind("127.0.0.1:3333") else {
        return;
    };
    let client = LineClient::connect(listener.local_addr().unwrap()).unwrap();
    let _kept = listener.accept().unwrap();
    drop(listener);
    let (events, stop) = (RefCell::default(), AtomicBool::new(false));
    let note = |event| {
        let mut events: std::cell::RefMut<Vec<_>> = events.borrow_mut();
        events.push(event);
        stop.store(true, Ordering::SeqCst);
    };
    let mut conduct = Conduct::new(7);
    (conduct.stop, conduct.progress) = (Some(&stop), &note);
    let copy = Submission::open(Path::new(PYTHON))
        .unwrap()
        .copy(None)
        .unwrap();
    let score = grade(rubric, &copy, &conduct);
    let limit = Duration::from_secs(65);
    let wait = Event::WaitsForPort { port: 3333, limit };
    // Broken, it leaves nothing behind that would keep the port for the next one.
    client.reset().unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(events.borrow()[0], wait);
        assert!(matches!(
            &score.rows[0].outcomes[0],
            Outcome::GradersFault(_)
        ));
    }
}
