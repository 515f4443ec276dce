//! The user base: who may come in.

use std::collections::HashSet;
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
        let mut logins = HashSet::new();
        let mut reader = csv::Reader::from_path(path)?;
        let header = reader.headers()?.clone();
        for record in reader.records() {
            let record = record?;
            let Row { login } = record.deserialize(Some(&header))?;
            if !is_login(&login) || !logins.insert(login.clone()) {
                let line = record.position().map_or(0, |place| place.line());
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
