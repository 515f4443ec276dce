//! The user base: who may come in.

use std::io::{self, Read};

use crate::Defect;
use crate::protocol::is_login;

/// The users, read once.
#[derive(Debug)]
pub(crate) struct Users {
    logins: Vec<String>,
    defect: Option<Defect>,
}

impl Users {
    /// Reads a user base: a header, and then the logins in the first column.
    ///
    /// # Errors
    /// Where it is not CSV, has no user, or one that is not a login.
    pub(crate) fn read(base: impl Read, defect: Option<Defect>) -> csv::Result<Users> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(defect != Some(Defect::TheHeaderIsAUser))
            .from_reader(base);
        let mut logins = Vec::new();
        for record in reader.records() {
            let login = record?.get(0).unwrap_or_default().to_owned();
            if !is_login(&login) {
                return Err(io::Error::other(format!("`{login}` is not a login")).into());
            }
            logins.push(login);
        }
        if logins.is_empty() {
            return Err(io::Error::other("it has no user").into());
        }
        Ok(Users { logins, defect })
    }

    /// The user whose login the first line is.
    pub(crate) fn who_comes_in(&self, first_line: &[u8]) -> Option<String> {
        let mut login = String::from_utf8_lossy(first_line).into_owned();
        match self.defect {
            Some(Defect::AnybodyComesIn) => return Some(login),
            Some(Defect::CapitalsAreEqual) => login.make_ascii_lowercase(),
            _ => {}
        }
        // What was not UTF-8 has U+FFFD now, which no login has.
        self.has(&login).then_some(login)
    }

    /// Whether there is a user with this login, byte for byte.
    pub(crate) fn has(&self, login: &str) -> bool {
        self.logins.iter().any(|known| known == login)
    }

    /// In whose inboxes a message goes.
    pub(crate) fn who_gets_it(&self, from: &str, to: &str) -> Vec<String> {
        let gets_it = |login: &&String| match self.defect {
            Some(Defect::EverybodyGetsIt) => *login == to || *login != from,
            _ => *login == to,
        };
        self.logins.iter().filter(gets_it).cloned().collect()
    }
}
