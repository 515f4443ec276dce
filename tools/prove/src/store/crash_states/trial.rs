//! A state that a power cut may have left: the server must start on it and keep what it promised.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::super::clients::{self, Push};
use super::super::history::{Attempt, Delivery, History, Number, Row, Verdict, rows};
use super::super::story::USERS;
use super::super::{check, scratch};
use super::states::{Demand, Files};
use crate::Setting;

/// What is known of the run whose power was cut.
pub(super) struct Known {
    /// The messages that clients sent.
    pub(super) attempts: Vec<Attempt>,
    /// Every message that was stored, with its number.
    pub(super) messages: Vec<Row>,
}

/// What a new message says.
const AFTERWARDS: &str = "the power is back";

/// How much of a file's end is shown.
const TAIL: usize = 100;

/// Starts the server on a state and gives what is not as it was promised.
pub(super) fn run(
    setting: &Setting,
    known: &Known,
    files: &Files,
    demand: &Demand,
) -> Result<Vec<String>> {
    let folder = scratch::folder()?;
    write(folder.path(), files)?;
    let found = match recover(setting, folder.path()) {
        Ok(history) => known.judge(history, demand),
        Err(error) => vec![format!("{error:#}")],
    };
    Ok(found
        .into_iter()
        .map(|what| format!("{what}; {}", shown(files)))
        .collect())
}

fn write(folder: &Path, files: &Files) -> Result<()> {
    for (name, content) in files {
        fs::write(folder.join(name), &content[..])?;
    }
    Ok(())
}

/// Starts the server, sends a message, reads everything and stops.
fn recover(setting: &Setting, data: &Path) -> Result<History> {
    let mut server = setting
        .program()
        .start_in(data)
        .context("it does not start")?;
    let mut ana = Push::log_in(server.address(), "ana")?;
    let sent = ana.deliver(&[("ana", AFTERWARDS.to_owned())])?;
    ensure!(sent == 1, "a message is refused");
    let mut history = ana.reset();
    // What came before the answer has not been acknowledged, and comes again.
    history.deliveries.clear();
    history.absorb(clients::drain(server.address(), &USERS)?);
    let status = server.stop()?;
    ensure!(
        status.success(),
        "it stops with {status}: {}",
        server.errors()
    );
    history.rows = rows(data)?;
    Ok(history)
}

impl Known {
    fn judge(&self, mut history: History, demand: &Demand) -> Vec<String> {
        let mut found = self.number_again(&history, demand);
        for row in self
            .messages
            .iter()
            .filter(|row| demand.read.contains(&row.id))
        {
            if history.deliveries.iter().any(|it| it.text == row.text) {
                found.push(format!("read, and delivered again: {}", check::shown(row)));
            }
            if !history.rows.contains(row) {
                found.push(format!("read, and without its row: {}", check::shown(row)));
            }
        }
        self.complete(&mut history, demand);
        found.extend(
            check::check(&history)
                .into_iter()
                .map(|fault| fault.to_string()),
        );
        found
    }

    /// The number of the new message must be greater than all that clients were told.
    fn number_again(&self, history: &History, demand: &Demand) -> Vec<String> {
        let told = self
            .attempts
            .iter()
            .filter(|it| demand.accepted.contains(&it.text));
        let greatest: Option<&Number> = told.filter_map(number).max_by_key(|number| number.1);
        let new = history.attempts.iter().find_map(number);
        match (greatest, new) {
            (Some(old), Some(new)) if old.0 != new.0 => vec![format!("another epoch: {new:?}")],
            (Some(old), Some(new)) if old.1 >= new.1 => vec![format!("a number again: {new:?}")],
            (_, None) => vec!["the new message has no number".to_owned()],
            _ => Vec::new(),
        }
    }

    /// Adds to what was seen after the power cut what was seen before it.
    fn complete(&self, history: &mut History, demand: &Demand) {
        let before = self.attempts.iter().cloned().map(|mut attempt| {
            if !demand.accepted.contains(&attempt.text) {
                attempt.verdict = Verdict::Undecided;
            }
            attempt
        });
        history.attempts.splice(0..0, before);
        // Who had read a message before the power cut has a row, and is given it no more.
        let unseen = |row: &&Row| history.deliveries.iter().all(|it| it.text != row.text);
        let rows = history
            .rows
            .iter()
            .filter(|row| self.messages.contains(row));
        let read: Vec<_> = rows.filter(unseen).map(delivery).collect();
        history.deliveries.splice(0..0, read);
    }
}

fn number(attempt: &Attempt) -> Option<&Number> {
    match &attempt.verdict {
        Verdict::Accepted(number) => number.as_ref(),
        _ => None,
    }
}

fn delivery(row: &Row) -> Delivery {
    Delivery {
        to: row.to.clone(),
        from: row.from.clone(),
        text: row.text.clone(),
        number: None,
    }
}

fn shown(files: &Files) -> String {
    let files = files.iter().map(|(name, content)| {
        let zeros = content.iter().rev().take_while(|&&byte| byte == 0).count();
        let end = content.len() - zeros;
        let tail = content[end.saturating_sub(TAIL)..end].escape_ascii();
        format!("{name}: {} bytes, …{tail} and {zeros} zeros", content.len())
    });
    files.collect::<Vec<_>>().join(", ")
}
