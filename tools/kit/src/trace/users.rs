//! Who must be in the user base when the session is played again.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::What;
use super::names::login;
use super::observation::Side;
use super::record::Record;
use testkit::session_file::is_login;

/// What the conversation says about its users.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// Everybody whose login was a first line: the user base, where the file names none.
    logins: BTreeSet<String>,
    /// Those whom the server sent away, and those whom it let in: one may be both, as a client is
    /// that asks a core server for a push session first.
    refused: BTreeSet<String>,
    let_in: BTreeSet<String>,
    /// Those to whom something was written.
    recipients: BTreeSet<String>,
    passwords: BTreeMap<String, String>,
}

/// How far a connection has come.
#[derive(Debug, Default)]
struct Progress {
    login: Option<String>,
    begun: bool,
    let_in: bool,
    /// The server has asked for the password; then what the client said.
    asked: bool,
    password: Option<String>,
}

impl Users {
    /// Looks through what was kept.
    pub(super) fn of(record: &Record) -> Users {
        let mut users = Users::default();
        let mut open: BTreeMap<usize, Progress> = BTreeMap::new();
        for entry in &record.entries {
            let progress = open.entry(entry.connection).or_default();
            match &entry.what {
                What::Said(Side::Client, text) => users.client(progress, text.line()),
                What::Said(Side::Server, text) => users.server(progress, text.line()),
                What::Fin(Side::Server) | What::Reset(Side::Server) => users.end(progress),
                _ => {}
            }
        }
        users
    }

    fn client(&mut self, progress: &mut Progress, line: Option<&[u8]>) {
        let line = line.unwrap_or_default();
        if !std::mem::replace(&mut progress.begun, true) {
            progress.login = login(line);
            self.logins.extend(progress.login.clone());
            return;
        }
        let Ok(line) = std::str::from_utf8(line) else {
            return;
        };
        if std::mem::take(&mut progress.asked) {
            progress.password = Some(line.strip_suffix('\r').unwrap_or(line).to_owned());
            return;
        }
        let message = line.strip_prefix('@').and_then(|rest| rest.split_once(' '));
        if let Some((recipient, _)) = message.filter(|(recipient, _)| is_login(recipient)) {
            self.recipients.insert(recipient.to_owned());
        }
    }

    fn server(&mut self, progress: &mut Progress, line: Option<&[u8]>) {
        let line = String::from_utf8_lossy(line.unwrap_or_default());
        if let Some(name) = line.strip_prefix("! unknown-recipient ") {
            self.recipients
                .remove(name.split(' ').next().unwrap_or(name));
        }
        if line == "? password" {
            progress.asked = true;
        } else if !line.starts_with("! ") {
            progress.let_in = true;
            let Some(login) = &progress.login else { return };
            self.let_in.insert(login.clone());
            if let Some(password) = progress.password.take() {
                self.passwords.insert(login.clone(), password);
            }
        }
    }

    /// The server has ended the connection. Where a password was asked, it says nothing about the
    /// login.
    fn end(&mut self, progress: &mut Progress) {
        if !progress.let_in && progress.password.is_none() {
            self.refused.extend(progress.login.take());
        }
    }

    /// The lines `users` and `passwords`, where they are needed.
    pub(super) fn header(&self) -> String {
        let all: BTreeSet<_> = self.logins.union(&self.recipients).cloned().collect();
        let is_user =
            |login: &&String| self.let_in.contains(*login) || !self.refused.contains(*login);
        let users: BTreeSet<_> = all.iter().filter(is_user).cloned().collect();
        let mut header = String::new();
        if users != self.logins {
            header += &format!("users: {}\n", self.names(users));
        }
        let pairs = self.passwords.iter();
        let pairs: Vec<_> = pairs
            .filter(|(_, password)| !password.contains([',', '#']))
            .map(|(login, password)| format!("{login} {password}"))
            .collect();
        if !pairs.is_empty() {
            header += &format!("passwords: {}\n", pairs.join(", "));
        }
        header
    }

    /// A user base is never empty in a session file.
    fn names(&self, users: BTreeSet<String>) -> String {
        let mut nobody = "somebody".to_owned();
        while self.refused.contains(&nobody) {
            nobody.push('2');
        }
        let users = if users.is_empty() {
            BTreeSet::from([nobody])
        } else {
            users
        };
        users.into_iter().collect::<Vec<_>>().join(", ")
    }
}
