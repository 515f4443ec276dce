//! What a student's session may ask for, as far as one can see without playing it.

use std::collections::BTreeMap;

use testkit::Session;
use testkit::session_file::{Action, ClientAct, Expected, LogAct, LogRow, Quoted, Step};

use crate::judge::NAME;

/// A server may leave out the notices and be right, and nobody stops the servers of the zoo. The log
/// is looked at where it is certain what it has.
pub(crate) fn asks_only_what_it_may(session: &Session) -> Result<(), String> {
    let mut unanswered = Unanswered::default();
    for (index, step) in session.steps.iter().enumerate() {
        let words = match &step.action {
            Action::Server(_) => "the servers here run as long as the session does".to_owned(),
            Action::Client { act, .. } if demands_a_notice(act) => {
                "a server may leave out its notices (protocol page, 4), so do not ask for one; the \
                 player skips those that come"
                    .to_owned()
            }
            Action::Log(LogAct::NoRow(row)) => {
                match unanswered
                    .who()
                    .or_else(|| sent(&session.steps[..index], row))
                {
                    Some(words) => words,
                    None => continue,
                }
            }
            Action::Client { label, act } => {
                unanswered.note(label, act);
                continue;
            }
            Action::Log(_) => continue,
        };
        let (line, source) = (step.line, &step.source);
        return Err(format!("{NAME}:{line}: `{source}`: {words}"));
    }
    Ok(())
}

fn demands_a_notice(act: &ClientAct) -> bool {
    match act {
        ClientAct::Expect(Expected::Line(line)) => line.starts_with("! "),
        ClientAct::Expect(Expected::Notice { .. }) => true,
        _ => false,
    }
}

/// How many lines of each connection have not had their `f` yet.
#[derive(Default)]
struct Unanswered(BTreeMap<String, usize>);

impl Unanswered {
    fn note(&mut self, label: &str, act: &ClientAct) {
        let count = self.0.entry(label.to_owned()).or_default();
        match act {
            ClientAct::Send(_) | ClientAct::Slowly(_) => *count += 1,
            ClientAct::Raw(pieces) => *count += lines(pieces, |_| true),
            ClientAct::Expect(Expected::Line(line)) if line == "f" => {
                *count = count.saturating_sub(1);
            }
            ClientAct::Receive(pieces) => {
                *count = count.saturating_sub(lines(pieces, |line| line == b"f"));
            }
            ClientAct::Close | ClientAct::Reset | ClientAct::Closed => *count = 0,
            _ => {}
        }
    }

    /// Why a server may not be done yet, where it may not.
    fn who(&self) -> Option<String> {
        let (label, _) = self.0.iter().find(|(_, count)| **count > 0)?;
        Some(format!(
            "what {label} sent before this has not been answered yet, so the server may still be at \
             it, and every server would pass; put `{label}< f` before it"
        ))
    }
}

/// How many whole lines of these there are.
fn lines(pieces: &[Quoted], is_one: impl Fn(&[u8]) -> bool) -> usize {
    let bytes = Quoted::join(pieces);
    let whole = bytes.split_inclusive(|byte| *byte == b'\n');
    whole
        .filter_map(|line| line.strip_suffix(b"\n"))
        .filter(|line| is_one(line))
        .count()
}

/// Why a right server may have this row by now, where it may.
fn sent(before: &[Step], row: &LogRow) -> Option<String> {
    let message = format!("@{} {}", row.from, row.text);
    let has_it = |step: &&Step| match &step.action {
        Action::Client {
            act: ClientAct::Expect(Expected::Line(line)),
            ..
        } => *line == message,
        _ => false,
    };
    let step = before.iter().find(has_it)?;
    Some(format!(
        "the message has been sent to its reader in line {}, and a right server may have written its \
         row by now, or not yet",
        step.line
    ))
}

/// Explains why a connection is not closed where a session wants that: what it sent was no login,
/// because it was not the first line of the connection.
pub(crate) fn late_login(session: &Session) -> Option<String> {
    let mut sent: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in &session.steps {
        let Action::Client { label, act } = &step.action else {
            continue;
        };
        let lines = sent.entry(label).or_default();
        match act {
            ClientAct::Send(_) => lines.push(step),
            ClientAct::Closed if lines.len() > 1 => {
                let (number, source) =
                    (lines[lines.len() - 1].line, &lines[lines.len() - 1].source);
                return Some(format!(
                    "line {number}, `{source}`, is no login: only the first line of a connection is one. \
                     Give it a label of its own, or end the connection before it, with `{label}: close`\n\n"
                ));
            }
            ClientAct::Close | ClientAct::Reset | ClientAct::Closed => lines.clear(),
            _ => {}
        }
    }
    None
}
