//! From a connection to a user: the login line and, where it is asked for, the password.

use std::time::Instant;

use super::End;
use crate::connection::Lines;
use crate::limits::Limits;
use crate::password::Password;
use crate::protocol::{Code, LoginLine, Notice, ServerLine};
use crate::server::connections::Admitted;
use crate::server::gate::Gate;
use crate::server::network::Network;
use crate::store::Store;

/// What is asked after a login that needs more (section 7).
const QUESTION: &str = "password";

/// Waits for the login line, and for the password where the gate asks for one.
pub(super) fn log_in(
    admitted: &Admitted,
    lines: &mut Lines,
    store: &Store,
    gate: &Gate,
    limits: &Limits,
) -> Result<LoginLine, End> {
    let deadline = Instant::now() + limits.login_time;
    let line = next_line(lines, deadline, LoginLine::parse)?.ok_or_else(unknown_user)?;
    let exists = store.knows(&line.login);
    if gate.asks(&line.login, exists) {
        ask_password(admitted, lines, &line, gate, limits)?;
    } else if !exists {
        return Err(unknown_user());
    }
    admitted.keep();
    Ok(line)
}

fn ask_password(
    admitted: &Admitted,
    lines: &mut Lines,
    line: &LoginLine,
    gate: &Gate,
    limits: &Limits,
) -> Result<(), End> {
    let connection = admitted.connection();
    let question = format!("{}\n", ServerLine::Question(QUESTION.to_owned()));
    let asked = connection.write(question.as_bytes());
    asked.map_err(|_| End::Broken)?;
    let deadline = Instant::now() + limits.password_time;
    let password = next_line(lines, deadline, Password::as_sent)?;
    // From here on it is the server that takes its time.
    admitted.keep();
    let from = Network::of(connection.peer().ip());
    gate.check(from, &line.login, &password).map_err(|notice| {
        if notice.code == Code::BadLogin {
            // Without the login: people type their password into the wrong place.
            log::warn!("{}: {}", connection.peer(), notice.words);
        }
        End::Refused(notice)
    })
}

/// Waits for a line and takes what is needed of it.
fn next_line<T>(lines: &mut Lines, deadline: Instant, take: impl Fn(&[u8]) -> T) -> Result<T, End> {
    loop {
        match lines.next_line() {
            Some(Ok(line)) => return Ok(take(line)),
            Some(Err(_)) => return Err(End::line_too_long()),
            None => lines.fill(Some(deadline))?,
        }
        // No login begins so, and there may never be an LF behind it.
        if lines.begins_tls() {
            return Err(End::without_tls());
        }
    }
}

fn unknown_user() -> End {
    let words = "the first line must be the login of a user";
    End::Refused(Notice::new(Code::UnknownUser, words))
}
