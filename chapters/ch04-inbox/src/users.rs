//! The user base: who may come in.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::protocol::is_login;

/// One row of users.csv. serde finds the column by its name in the header, so the header is not a
/// user.
#[derive(Deserialize)]
struct Row {
    #[serde(alias = "usuario")]
    login: String,
}

/// The users, read from users.csv when the server starts, and only then.
pub(crate) struct Users {
    logins: HashSet<String>,
}

impl Users {
    pub(crate) fn load(path: &Path) -> csv::Result<Self> {
        let text = fs::read_to_string(path)?;
        let mut logins = HashSet::new();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        for record in reader.records() {
            let record = record?;
            let Row { login } = record.deserialize(Some(&header))?;
            if !is_login(&login) || !logins.insert(login.clone()) {
                let line = line_of(&record, &text);
                let message = format!("line {line}: `{login}` is not a login, or is there twice");
                return Err(io::Error::other(message).into());
            }
        }
        if logins.is_empty() {
            return Err(io::Error::other("it has no user").into());
        }
        Ok(Self { logins })
    }

    /// Whether the login is in the base, byte for byte: `ANA` and `ana ` are not `ana`.
    pub(crate) fn contains(&self, login: &str) -> bool {
        self.logins.contains(login)
    }
}

/// The line in which a row begins, as an editor counts. To csv, a row begins where the one before it
/// has ended: at the LF of a CR LF, or at a blank line.
fn line_of(row: &csv::StringRecord, text: &str) -> usize {
    let start = row.position().map_or(0, |place| place.byte() as usize);
    let row = text[start..].trim_start_matches(['\r', '\n']);
    text[..text.len() - row.len()].lines().count() + 1
}
