//! Each defect fails the sessions of `caught.txt`, and no other session of the core.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use testkit::How;
use zoo::Defect;

use crate::parallel::parallel;
use crate::plays::{core_sessions, name, played};

const TABLE: &str = include_str!("caught.txt");

/// One user logs in.
const BASIC: &str = "login-gets-a-batch";

/// For sessions that have to fail. It is enough for an answer that comes, and where none comes it
/// need not be waited for long.
const BRIEF: Duration = Duration::from_millis(250);

/// The sessions that catch a defect always, and those that chance lets pass.
#[derive(Debug, Default)]
struct Row {
    always: BTreeSet<String>,
    sometimes: BTreeSet<String>,
}

fn table() -> BTreeMap<String, Row> {
    let mut table = BTreeMap::<String, Row>::new();
    let mut defect = String::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(' ') {
            defect = line.to_owned();
            continue;
        }
        let row = table.entry(defect.clone()).or_default();
        for word in line.split_whitespace() {
            match word.strip_suffix('?') {
                Some(name) => row.sometimes.insert(name.to_owned()),
                None => row.always.insert(word.to_owned()),
            };
        }
    }
    table
}

#[test]
fn the_table_has_every_defect_and_only_sessions_that_there_are() {
    let table = table();
    let sessions: BTreeSet<_> = core_sessions().iter().map(name).collect();
    let defects: BTreeSet<_> = Defect::ALL.iter().map(Defect::to_string).collect();
    assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), defects);
    for (defect, Row { always, sometimes }) in table {
        assert!(!always.is_empty(), "nothing catches {defect}");
        for name in always.iter().chain(&sometimes) {
            assert!(sessions.contains(name), "{defect}: no session {name}");
        }
    }
}

#[test]
fn each_defect_is_caught_by_the_sessions_of_the_table_and_by_no_other() {
    let (table, sessions) = (table(), core_sessions());
    let trials: Vec<_> = Defect::ALL
        .iter()
        .flat_map(|defect| sessions.iter().map(move |session| (*defect, session)))
        .collect();
    let wrong = parallel(&trials, |(defect, session)| {
        let (name, row) = (name(session), table.get(defect.name())?);
        if row.sometimes.contains(&name) {
            return None;
        }
        let is_caught = row.always.contains(&name);
        let how = How {
            patience: is_caught.then_some(BRIEF),
            ..How::default()
        };
        match (played(session, Some(*defect), how), is_caught) {
            (Ok(()), true) => Some(format!("{defect} passes {name}")),
            (Err(failure), false) => Some(format!("{defect} fails {name}:\n{failure}")),
            _ => None,
        }
    });
    let mut wrong: Vec<_> = wrong.into_iter().flatten().collect();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "caught.txt is wrong:\n{}",
        wrong.join("\n")
    );
}

/// What breaks one rule does not break everything.
#[test]
fn every_wrong_server_lets_a_user_in() {
    for (defect, row) in table() {
        let names = row.always.iter().chain(&row.sometimes);
        assert!(!names.into_iter().any(|name| name == BASIC), "{defect}");
    }
}
