//! The trace as a session file.
//!
//! A line stands where its LF came, a part of a line where it was shown: where the other side
//! spoke, the connection ended, or there was a pause. What differs from one play to the next
//! (numbers, times and epochs of push sessions) is captured, and notices are expected by their
//! code, because their words are for people.

use std::collections::BTreeSet;

use super::entry::What;
use super::names::login;
use super::observation::Side;
use super::record::{MOST_BYTES, MOST_ENTRIES, Record};
use super::replay::Replay;
use super::users::Users;

/// The text of the file.
pub(super) fn text(record: &Record) -> String {
    let steps = Replay::new(record).steps();
    let mut text = header(record, &steps);
    text += "\n";
    for step in &steps {
        text += step;
        text += "\n";
    }
    if record.full {
        let megabytes = MOST_BYTES / 1024 / 1024;
        let limits = format!("{MOST_ENTRIES} lines and events, and {megabytes} MiB");
        text += &format!("# The conversation went on; a trace keeps {limits}.\n");
    }
    text
}

fn header(record: &Record, steps: &[String]) -> String {
    let who = who(record);
    let mut header = format!("title: a traced conversation{who}\n");
    header += &format!(
        "since: {}        # a guess: the first program that speaks like this\n",
        since(record)
    );
    header += "why: it went like this through `cargo kit trace`\n";
    header += &Users::of(record).header();
    // Names and texts inside quotes are cut, and cannot be exchanged.
    let is_quoted = |step: &String| step.contains(": raw \"") || step.contains(": receive \"");
    if steps.iter().any(is_quoted) {
        header += "vary: no\n";
    }
    header + "pace: as-written\n"
}

/// The names of all who said a login, while they are few.
fn who(record: &Record) -> String {
    let connections: BTreeSet<_> = record
        .entries
        .iter()
        .map(|entry| entry.connection)
        .collect();
    let names = connections
        .iter()
        .map(|&connection| record.names.of(connection));
    let known: Vec<_> = names
        .filter(|name| login(name.as_bytes()).is_some())
        .collect();
    match known.len() {
        1..=4 => format!(": {}", known.join(", ")),
        _ => String::new(),
    }
}

/// The first program of the course that speaks like this, as far as it can be seen.
fn since(record: &Record) -> &'static str {
    let mut found = "ch01-echo";
    for entry in &record.entries {
        let What::Said(Side::Server, text) = &entry.what else {
            continue;
        };
        let line = text.line().unwrap_or_default();
        if line.starts_with(b"+ ready") || line == b"? password" {
            return "final";
        }
        if line == b"f" {
            found = "ch04-inbox";
        } else if line.starts_with(b"! unknown-user") && found == "ch01-echo" {
            found = "ch03-auth";
        }
    }
    found
}
