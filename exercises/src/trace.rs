//! A trace: what clients have sent and what a server of the zoo has answered, to be read by a
//! student.

use std::thread;

use testkit::deadline::patience;
use testkit::{Failure, Pace, Session};
use zoo::Reading;

use crate::wrong_servers::{Defect, HASTE, Which, play_against};

/// A trace has no header, and everybody in it is a user. The labels are the logins.
const HEADER: &str = "title: a trace\nsince: ch04-inbox\nwhy: it was recorded\n\n";

/// Checks what a student has read in a trace: which server of the zoo it was, the number of the
/// first line that a right server does not say, and the section of the protocol page with the rule
/// that it breaks.
///
/// # Panics
/// In words that do not give the answer away.
#[track_caller]
pub fn explains(trace: &str, server: &str, line: usize, section: usize) {
    let answer = server
        .parse::<Defect>()
        .map_err(|unknown| unknown.to_string())
        .and_then(|defect| {
            has_said(trace, defect)?;
            is_first_wrong_line(trace, line)?;
            stands_in(defect, section)
        });
    if let Err(words) = answer {
        panic!("{words}");
    }
}

/// Checks that at most one server of the zoo says what is in a trace, for each of these, so that
/// their reader can know which one it was.
///
/// # Panics
/// Names the servers where there are several.
#[track_caller]
pub fn are_of_one_server(traces: &[&str]) {
    let all: Vec<_> = thread::scope(|scope| {
        let plays: Vec<_> = traces
            .iter()
            .map(|trace| scope.spawn(move || servers_of(trace)))
            .collect();
        let servers = plays.into_iter().map(|play| play.join().expect("a play"));
        servers.collect()
    });
    for (servers, trace) in all.iter().zip(traces) {
        assert!(
            servers.len() <= 1,
            "each of these servers could have said this: {servers:?}\n{trace}"
        );
    }
}

/// The servers that say what is in a trace.
fn servers_of(trace: &str) -> Vec<Defect> {
    let says_it = |defect| play(trace, Which::Wrong(defect), true).is_ok();
    thread::scope(|scope| {
        let plays: Vec<_> = Defect::ALL
            .iter()
            .map(|&defect| (defect, scope.spawn(move || says_it(defect))))
            .collect();
        let saying = plays
            .into_iter()
            .filter_map(|(defect, play)| play.join().expect("a play").then_some(defect));
        saying.collect()
    })
}

fn has_said(trace: &str, defect: Defect) -> Result<(), String> {
    play(trace, Which::Wrong(defect), false).map_err(|failure| {
        let does = defect.does();
        let where_not = match wrong_line(&failure) {
            Some(line) => format!("line {line}, `{}`", nth(trace, line)),
            None => "this, and no more".to_owned(),
        };
        format!("the server `{defect}` would not have said {where_not}\n  its mistake: {does}")
    })
}

fn is_first_wrong_line(trace: &str, line: usize) -> Result<(), String> {
    let right =
        play(trace, Which::Right(Reading::Written), false).expect_err("a trace of a wrong server");
    let wrong = wrong_line(&right).expect("a trace with a wrong line in it");
    let text = nth(trace, line);
    if line == wrong {
        return Ok(());
    }
    Err(if text.is_empty() {
        format!("the trace has no line {line}; line 1 is its first one")
    } else if !text.contains("< ") && !text.ends_with(": closed") {
        format!("line {line} is `{text}`: this is what a client does, and it may")
    } else if line < wrong {
        format!("line {line} is `{text}`: a right server says that here, too")
    } else {
        format!("line {line} is `{text}`: before that, a right server says something else already")
    })
}

fn stands_in(defect: Defect, section: usize) -> Result<(), String> {
    let breaks = defect.breaks();
    let (rule, place) = breaks.rsplit_once(" (").unwrap_or((breaks, ""));
    if place.contains(&section.to_string()) {
        return Ok(());
    }
    Err(format!(
        "section {section} of the protocol page does not have the rule that `{defect}` breaks\n  the rule: {rule}"
    ))
}

#[track_caller]
fn play(trace: &str, which: Which, hastily: bool) -> Result<(), Box<Failure>> {
    let text = format!("{HEADER}{}", trace.trim_start());
    let session = Session::parse("trace", &text).unwrap_or_else(|error| panic!("{error}"));
    let limit = patience() / if hastily { HASTE } else { 1 };
    play_against(&session, which, Pace::Normal, limit)
}

/// The number of the line in the trace.
fn wrong_line(failure: &Failure) -> Option<usize> {
    failure.line.map(|line| line - HEADER.lines().count())
}

fn nth(trace: &str, number: usize) -> &str {
    let mut lines = trace.trim_start().lines();
    number
        .checked_sub(1)
        .and_then(|index| lines.nth(index))
        .unwrap_or_default()
}
