//! Judges a history: what was promised, and what happened instead.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use super::history::{Attempt, Delivery, History, Number, Row, Verdict};
use crate::Report;

/// How many characters of a faulty message are shown: texts may be long.
const SHOWN: usize = 200;

/// What can be wrong with a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Accepted, and never given to its recipient.
    Lost,
    /// Given, and never sent so: another text, sender or recipient, or a message that was refused.
    Unexpected,
    /// Two rows of one message.
    DuplicateRow,
    /// Delivered and acknowledged, and without a row in the end.
    NoRow,
    /// A row of a message that was not given to anybody.
    RowOfUnread,
    /// First given after a later message of the same sender.
    OutOfOrder,
    /// One number for two messages.
    NumberUsedTwice,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Lost => "accepted and lost",
            Self::Unexpected => "delivered and never sent so",
            Self::DuplicateRow => "two rows of one message",
            Self::NoRow => "delivered to the end and without a row",
            Self::RowOfUnread => "a row of what nobody was given",
            Self::OutOfOrder => "out of order",
            Self::NumberUsedTwice => "one number for two messages",
        })
    }
}

/// Something that was promised and did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What kind it is.
    pub(super) kind: Kind,
    /// Which message.
    pub(super) what: String,
}

/// Judges a history whose end was orderly: everything unread was drained, acknowledged and logged.
pub(super) fn check(history: &History) -> Vec<Fault> {
    let sent: HashMap<&str, &Attempt> = history
        .attempts
        .iter()
        .map(|attempt| (attempt.text.as_str(), attempt))
        .collect();
    let mut faults = Faults(Vec::new());
    faults.deliveries(history, &sent);
    faults.rows(history, &sent);
    faults.order(history);
    faults.numbers(history);
    faults.0
}

/// Adds the figures and the violations of a history to a report.
pub(super) fn report(history: &History, report: &mut Report) {
    let undecided = |verdict: &Verdict| *verdict == Verdict::Undecided;
    let first: HashSet<_> = history.deliveries.iter().map(|it| &it.text).collect();
    let faults = check(history);
    report.figure("messages attempted", history.attempts.len());
    report.figure("accepted", history.count(is_accepted));
    report.figure("refused", history.count(|it| *it == Verdict::Refused));
    report.figure("undecided", history.count(undecided));
    report.figure("delivered", first.len());
    report.figure(
        "shown again after a broken session",
        history.deliveries.len() - first.len(),
    );
    report.figure("rows", history.rows.len());
    for kind in [
        Kind::Lost,
        Kind::Unexpected,
        Kind::DuplicateRow,
        Kind::OutOfOrder,
    ] {
        report.figure(
            kind.to_string(),
            faults.iter().filter(|fault| fault.kind == kind).count(),
        );
    }
    for fault in faults {
        report.violation(fault.to_string());
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.kind, self.what)
    }
}

fn is_accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted(_))
}

/// A message in words, as far as it is shown.
pub(super) fn shown(what: &dyn fmt::Debug) -> String {
    format!("{what:?}").chars().take(SHOWN).collect()
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, kind: Kind, what: &dyn fmt::Debug) {
        let what = shown(what);
        self.0.push(Fault { kind, what });
    }

    /// Accepted ⊆ delivered ⊆ attempted, byte for byte and to the right recipient.
    fn deliveries(&mut self, history: &History, sent: &HashMap<&str, &Attempt>) {
        let mut given = HashSet::new();
        for delivery in &history.deliveries {
            if is_as_sent(delivery, sent) {
                given.insert(delivery.text.as_str());
            } else {
                self.add(Kind::Unexpected, delivery);
            }
        }
        for attempt in &history.attempts {
            if is_accepted(&attempt.verdict) && !given.contains(attempt.text.as_str()) {
                self.add(Kind::Lost, attempt);
            }
        }
    }

    /// One row for each message that was given, and no other.
    fn rows(&mut self, history: &History, sent: &HashMap<&str, &Attempt>) {
        let given: HashSet<&str> = history.deliveries.iter().map(|it| &*it.text).collect();
        let (mut ids, mut logged) = (HashSet::new(), HashSet::new());
        for row in &history.rows {
            if !ids.insert(row.id) || !logged.insert(row.text.as_str()) {
                self.add(Kind::DuplicateRow, row);
            }
            if !is_row_of(row, sent.get(&*row.text).copied()) {
                self.add(Kind::Unexpected, row);
            } else if !given.contains(row.text.as_str()) {
                self.add(Kind::RowOfUnread, row);
            }
        }
        for &text in given.iter().filter(|text| !logged.contains(*text)) {
            self.add(Kind::NoRow, &text);
        }
    }

    /// The first deliveries of one sender's messages to one recipient come as they were sent.
    fn order(&mut self, history: &History) {
        let attempts = history.attempts.iter().enumerate();
        let position: HashMap<&str, usize> =
            attempts.map(|(index, it)| (&*it.text, index)).collect();
        let (mut seen, mut latest) = (HashSet::new(), HashMap::new());
        for delivery in &history.deliveries {
            let Some(&index) = position.get(delivery.text.as_str()) else {
                continue; // reported as unexpected
            };
            if !seen.insert(index) {
                continue;
            }
            let latest = latest
                .entry((&delivery.from, &delivery.to))
                .or_insert(index);
            if index < *latest {
                self.add(Kind::OutOfOrder, delivery);
            }
            *latest = index.max(*latest);
        }
    }

    /// Within an epoch a number belongs to one message.
    fn numbers(&mut self, history: &History) {
        let mut texts: HashMap<&Number, &str> = HashMap::new();
        let answered = history.attempts.iter().filter_map(|it| match &it.verdict {
            Verdict::Accepted(Some(number)) => Some((number, it.text.as_str())),
            _ => None,
        });
        let given = history.deliveries.iter();
        let given = given.filter_map(|it| Some((it.number.as_ref()?, it.text.as_str())));
        for (number, text) in answered.chain(given) {
            if *texts.entry(number).or_insert(text) != text {
                self.add(Kind::NumberUsedTwice, &(number, text));
            }
        }
        let epochs: HashSet<&Arc<str>> = texts.keys().map(|(epoch, _)| epoch).collect();
        if let [epoch] = epochs.into_iter().collect::<Vec<_>>()[..] {
            self.rows_numbers(history, epoch, &texts);
        }
    }

    /// Where there is one epoch, rows and sessions number alike.
    fn rows_numbers(
        &mut self,
        history: &History,
        epoch: &Arc<str>,
        texts: &HashMap<&Number, &str>,
    ) {
        for row in &history.rows {
            let number = (Arc::clone(epoch), row.id);
            if texts.get(&number).is_some_and(|text| *text != row.text) {
                self.add(Kind::NumberUsedTwice, row);
            }
        }
    }
}

fn is_as_sent(delivery: &Delivery, sent: &HashMap<&str, &Attempt>) -> bool {
    sent.get(delivery.text.as_str()).is_some_and(|attempt| {
        attempt.to == delivery.to
            && attempt.from == delivery.from
            && attempt.verdict != Verdict::Refused
    })
}

fn is_row_of(row: &Row, attempt: Option<&Attempt>) -> bool {
    attempt.is_some_and(|attempt| attempt.to == row.to && attempt.from == row.from)
}
