//! The session file: a behaviour written down as what clients send and what must come.
//!
//! `SESSIONS.md` beside this package's manifest describes the format for authors.

mod header;
mod quoted;
mod step;
mod step_line;

pub use quoted::Quoted;
pub use step::{Action, ClientAct, Expected, LogAct, LogRow, ServerAct, Step};

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::show::is_hidden;
use crate::pattern;
use crate::user_base::Password;

/// A parsed session file.
#[derive(Debug, Clone)]
pub struct Session {
    /// Where it was read, as given.
    pub file: PathBuf,
    /// The behaviour, in one line.
    pub title: String,
    /// The first program that must pass it.
    pub since: String,
    /// The last program that must pass it, itself included; none: all later ones too.
    pub until: Option<String>,
    /// The rule that it shows, and where it stands.
    pub why: String,
    /// The logins of the user base.
    pub users: Vec<String>,
    /// The passwords of those users who have one.
    pub passwords: Vec<Password>,
    /// What may be replaced by seeded names and texts.
    pub vary: Vary,
    /// Whether lines may be sent together (`pace: as-written` forbids it).
    pub may_coalesce: bool,
    /// What happens, in order; at least one step.
    pub steps: Vec<Step>,
}

/// What of a session a seed may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vary {
    /// Logins and texts.
    #[default]
    All,
    /// Logins only.
    Logins,
    /// Nothing.
    No,
}

/// What is wrong with a session file. Printed as `file:line: what is wrong; what is allowed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct FormatError {
    /// The file, as given.
    pub file: PathBuf,
    /// The line, from 1; none where the file could not be read.
    pub line: Option<usize>,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// A message with its line, before the file is known.
type Located = (usize, String);

impl Session {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// Where it cannot be read, is not UTF-8, or is not a session.
    pub fn load(file: impl AsRef<Path>) -> Result<Session, FormatError> {
        let file = file.as_ref();
        let text = fs::read_to_string(file).map_err(|error| FormatError {
            file: file.to_owned(),
            line: None,
            message: format!("cannot be read: {error}"),
        })?;
        Session::parse(file, &text)
    }

    /// Parses the text of a session; `file` is only remembered and printed.
    ///
    /// # Errors
    /// Names the first line that is wrong.
    pub fn parse(file: impl AsRef<Path>, text: &str) -> Result<Session, FormatError> {
        let file = file.as_ref();
        parse(text)
            .map(|session| Session {
                file: file.to_owned(),
                ..session
            })
            .map_err(|(line, message)| FormatError {
                file: file.to_owned(),
                line: Some(line),
                message,
            })
    }
}

fn parse(text: &str) -> Result<Session, Located> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.starts_with('#'));
    let mut session = header::parse(&mut lines)?;
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let action = step_line::parse(line).map_err(|message| (number, message))?;
        session.steps.push(Step {
            line: number,
            source: line.to_owned(),
            action,
        });
    }
    let last = text.lines().count();
    if session.steps.is_empty() {
        return Err((
            last,
            "no steps; after the header come a blank line and steps such as `ana> ana`".into(),
        ));
    }
    check_captures(&session.steps)?;
    if session.users.is_empty() {
        session.users = logins_sent(&session.steps);
    }
    for Password { login, .. } in &session.passwords {
        if !session.users.contains(login) {
            session.users.push(login.clone());
        }
    }
    Ok(session)
}

/// A capture can be sent only after a line that binds it was expected.
fn check_captures(steps: &[Step]) -> Result<(), Located> {
    let mut bound = HashSet::new();
    for step in steps {
        let Action::Client { act, .. } = &step.action else {
            continue;
        };
        match act {
            ClientAct::Expect(Expected::Line(line)) => bound.extend(pattern::captures(line)),
            ClientAct::Send(line) | ClientAct::Slowly(line) => {
                if let Some(name) = pattern::captures(line).find(|name| !bound.contains(name)) {
                    let message = format!(
                        "{name} is sent before an expected line has captured it; write `name< … {name} …` before"
                    );
                    return Err((step.line, message));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Every login that some connection sends as its first line.
fn logins_sent(steps: &[Step]) -> Vec<String> {
    let mut connected = HashSet::new();
    let mut logins = Vec::new();
    for step in steps {
        let Action::Client { label, act } = &step.action else {
            continue;
        };
        if matches!(act, ClientAct::Close | ClientAct::Reset | ClientAct::Closed) {
            connected.remove(label);
        } else if let Some(line) = act.first_line_sent()
            && connected.insert(label)
        {
            let login = line.strip_suffix(" /push").unwrap_or(&line).to_owned();
            if is_login(&login) && !logins.contains(&login) {
                logins.push(login);
            }
        }
    }
    logins
}

/// Whether this is `[a-z0-9][a-z0-9._-]{0,31}`.
pub fn is_login(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=32).contains(&text.len())
        && plain(text.as_bytes()[0])
        && text
            .bytes()
            .all(|byte| plain(byte) || b"._-".contains(&byte))
}

/// Whether a line in a step means more than itself: a capture such as `{id}` is in it.
pub fn has_capture(line: &str) -> bool {
    pattern::has_capture(line)
}

/// Whether a line in a step means exactly itself, and whoever reads the file sees all of it: no
/// capture, nothing hidden, no blank at the end.
pub fn is_literal(line: &str) -> bool {
    !has_capture(line) && !line.ends_with(' ') && !line.chars().any(is_hidden)
}
