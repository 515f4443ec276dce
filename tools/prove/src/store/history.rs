//! What clients sent, were told and were given, and what the log says of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

/// The number of a message within an epoch (section 6 of the protocol page).
pub(super) type Number = (Arc<str>, u64);

/// What a sender knows of its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was answered as stored; a push session is told the number.
    Accepted(Option<Number>),
    /// It was answered with a notice, which means that it was not stored.
    Refused,
    /// The connection ended before the answer: stored or not.
    Undecided,
}

/// A message that a client sent. Every text is sent once, so it names the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Who sent it.
    pub(super) from: String,
    /// To whom.
    pub(super) to: String,
    /// Its text.
    pub(super) text: String,
    /// What came back.
    pub(super) verdict: Verdict,
}

/// A message that a client was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    /// Who was given it.
    pub(super) to: String,
    /// Whose it is said to be.
    pub(super) from: String,
    /// Its text.
    pub(super) text: String,
    /// Its number, in a push session.
    pub(super) number: Option<Number>,
}

/// A row of `messages.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The message's number.
    pub(super) id: u64,
    /// Who sent it.
    pub(super) from: String,
    /// Who has read it.
    pub(super) to: String,
    /// Its text as it was sent.
    pub(super) text: String,
}

/// What all clients saw, each sender's attempts and each recipient's deliveries in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    /// What was sent.
    pub(super) attempts: Vec<Attempt>,
    /// What was given, in the end also what was unread.
    pub(super) deliveries: Vec<Delivery>,
    /// The log at the end.
    pub(super) rows: Vec<Row>,
}

impl History {
    /// Adds what another client saw.
    pub(super) fn absorb(&mut self, other: History) {
        self.attempts.extend(other.attempts);
        self.deliveries.extend(other.deliveries);
        self.rows.extend(other.rows);
    }

    /// How many attempts ended in this way.
    pub(super) fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        let verdicts = self.attempts.iter().map(|attempt| &attempt.verdict);
        verdicts.filter(|verdict| is(verdict)).count()
    }
}

/// The columns of the log.
const COLUMNS: [&str; 6] = ["id", "sent_at", "from", "to", "text", "read_at"];

/// The rows of a data folder's `messages.csv`.
///
/// # Errors
/// Where it cannot be read, or a line is no row: the log must always be good CSV.
pub(super) fn rows(data: &Path) -> Result<Vec<Row>> {
    let path = data.join("messages.csv");
    let mut reader = csv::Reader::from_path(&path)?;
    let header = reader.headers()?;
    ensure!(
        header == COLUMNS.as_slice(),
        "{}: {header:?}",
        path.display()
    );
    let records = reader.records();
    records
        .map(|record| {
            let record = record?;
            row(&record).with_context(|| format!("{}: {record:?}", path.display()))
        })
        .collect()
}

fn row(record: &csv::StringRecord) -> Result<Row> {
    // The log makes formulas inert by a `'`, and so it does with a text that begins with one.
    let text = record[4].strip_prefix('\'').unwrap_or(&record[4]);
    Ok(Row {
        id: record[0].parse()?,
        from: record[2].to_owned(),
        to: record[3].to_owned(),
        text: text.to_owned(),
    })
}
