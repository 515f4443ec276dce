//! What connections are called: by the login that is their first line, else `c1`, `c2` and so on.

use std::collections::{HashMap, HashSet};

use testkit::session_file::is_login;

/// So many names are remembered, so that none is given twice.
const MOST_NAMES: usize = 10_000;

/// Session files have another use for these.
const TAKEN: [&str; 2] = ["log", "server"];

/// The names of all connections.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: HashMap<usize, String>,
    given: HashSet<String>,
    /// How many connections of a login there were.
    counts: HashMap<String, usize>,
}

impl Names {
    /// The name of a connection, by its number.
    pub(super) fn of(&self, connection: usize) -> String {
        let known = self.names.get(&connection).cloned();
        known.unwrap_or_else(|| format!("c{connection}"))
    }

    /// Names the connection by its first line, if that can be a login: `ana`, a second one `ana2`.
    pub(super) fn learn(&mut self, connection: usize, first_line: &[u8]) {
        let Some(login) = login(first_line).filter(|login| is_free(login)) else {
            return;
        };
        if self.given.len() >= MOST_NAMES {
            return;
        }
        let count = self.counts.entry(login.clone()).or_default();
        let name = loop {
            *count += 1;
            let name = match *count {
                1 => login.clone(),
                more => format!("{login}{more}"),
            };
            if !self.given.contains(&name) {
                break name;
            }
        };
        if is_login(&name) {
            self.given.insert(name.clone());
            self.names.insert(connection, name);
        }
    }
}

/// The login of a first line such as `ana` or `ana /push` (protocol page, 2 and 6).
pub(super) fn login(first_line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(first_line).ok()?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    let login = line.strip_suffix(" /push").unwrap_or(line);
    is_login(login).then(|| login.to_owned())
}

/// Neither taken nor a name that a connection without a login might have.
fn is_free(login: &str) -> bool {
    let number = login.strip_prefix('c').unwrap_or_default();
    !TAKEN.contains(&login) && number.parse::<usize>().is_err()
}
