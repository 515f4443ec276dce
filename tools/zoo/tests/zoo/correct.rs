//! The server without a defect.

use testkit::{How, Pace, vary};

use crate::plays::{core_sessions, parallel, played};

#[test]
fn without_a_defect_it_passes_what_the_last_chapter_passes() {
    let sessions = core_sessions();
    let seed = Some(vary::seed());
    let trials: Vec<_> = sessions
        .iter()
        .flat_map(|session| Pace::ALL.map(|pace| (session, pace)))
        .collect();
    let failures = parallel(&trials, |(session, pace)| {
        let how = How {
            pace: *pace,
            seed,
            ..How::default()
        };
        played(session, None, how)
            .err()
            .map(|failure| failure.to_string())
    });
    let failures: Vec<_> = failures.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
