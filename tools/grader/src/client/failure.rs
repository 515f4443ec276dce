//! What a client did not do, told to its author.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ClientCheck;

/// The most lines of the screen, and of those at the server, that a message shows.
const MOST_SHOWN: usize = 12;

/// Why a check did not pass.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The client was not even tried: something on this machine has prevented it.
    #[error("{0}")]
    Outside(String),
    /// The client did not do what it is to do.
    #[error("{0}")]
    Failed(Box<ClientFailure>),
}

/// What was expected, what came, and what could be seen of it. Printed over several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFailure {
    /// What was checked.
    pub check: ClientCheck,
    /// Chooses names and texts.
    pub seed: u64,
    /// What was typed, line by line.
    pub typed: Vec<String>,
    /// The lines that came to the server.
    pub sent: Vec<String>,
    /// The lines that the server answered with.
    pub answers: Vec<String>,
    /// What was to happen.
    pub expected: String,
    /// What happened instead.
    pub received: String,
    /// It still runs, and what was to happen did not come in time: a slow machine may be the cause.
    pub is_late: bool,
    /// The screen's rows up to the last one with something in it.
    pub screen: Vec<String>,
    /// The command that plays the same again. Empty for a program: whoever started it knows how.
    pub again: String,
}

impl fmt::Display for ClientFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.check.title();
        writeln!(
            f,
            "✗ {title}\n  client check {}, seed {}\n",
            self.check, self.seed
        )?;
        let typed = self.typed.iter().map(|line| format!("`{line}`"));
        writeln!(f, "  typed, Enter after each: {}", list(typed, " "))?;
        let sent = self
            .sent
            .iter()
            .map(|line| format!("`{}`", line.escape_debug()));
        writeln!(f, "  the client sent: {}", list(sent, " "))?;
        let answers = self.answers.iter().cloned();
        writeln!(f, "  the server sent: {}", list(answers, " · "))?;
        writeln!(
            f,
            "  expected: {}\n  received: {}",
            self.expected, self.received
        )?;
        write!(f, "  the screen:")?;
        let first = self.screen.len().saturating_sub(MOST_SHOWN);
        for row in &self.screen[first..] {
            write!(f, "\n    {row}")?;
        }
        if self.screen.is_empty() {
            write!(f, " empty")?;
        }
        if !self.again.is_empty() {
            write!(f, "\n  again:    {}", self.again)?;
        }
        Ok(())
    }
}

/// The last ones, or that there is none.
fn list(items: impl Iterator<Item = String>, between: &str) -> String {
    let items: Vec<_> = items.collect();
    let first = items.len().saturating_sub(MOST_SHOWN);
    match (items.is_empty(), first) {
        (true, _) => "none".to_owned(),
        (_, 0) => items.join(between),
        _ => format!("… {}", items[first..].join(between)),
    }
}
