//! A submission as many are: hard-coded names, a menu, the current folder.

use std::net::TcpListener;
use std::path::Path;

use grader::{Conduct, Outcome, Rubric, Submission, grade};

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
    // Where this fails, somebody else listens there.
    let _listener = TcpListener::bind("127.0.0.1:3333");
    for rubric in [server, rubric(&["client = 'sends'"])] {
        let found = outcomes(Path::new(PYTHON), &rubric);
        assert!(in_use(&found), "{found:?}");
        assert_eq!(found[0], found[1], "the row after it is as little to blame");
    }
}
