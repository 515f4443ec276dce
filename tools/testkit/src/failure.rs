//! What went wrong, told to someone who is learning.

mod cause;
mod last_words;
pub mod show;
mod story;
mod trouble;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use cause::Cause;
pub(crate) use last_words::last_words;
pub use story::Exchange;
pub(crate) use story::STORY_MOST;
pub(crate) use trouble::{Evidence, Got, Trouble, Wanted};

use crate::player::How;
use crate::vary::Words;
pub use show::{escaped, is_hidden};
use show::{shortened, width};

/// The most steps that a message shows.
const STEPS_SHOWN: usize = 30;
const COLUMNS_SHOWN: usize = 110;

/// A session that did not go as written. Printed over several lines, without colour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Failure {
    /// The session's title.
    pub title: String,
    /// The rule that was broken, as the session names it.
    pub why: String,
    /// The session file.
    pub file: PathBuf,
    /// The line of the step that failed; none where the start failed, or the end.
    pub line: Option<usize>,
    /// Pace and seed.
    pub how: How,
    /// The logins that the seed has put in place of the session's.
    pub names: BTreeMap<String, String>,
    /// The steps up to the failed one, each with a mark, as they were played.
    pub steps: Vec<String>,
    /// What happened up to there, as data. The last of it, where it is long.
    #[serde(default)]
    pub story: Vec<Exchange>,
    /// What was expected: a line, escaped, or words.
    pub expected: String,
    /// What was received: a line, escaped, or words.
    pub received: String,
    /// The column of the first difference in `expected` and `received`.
    pub caret: Option<usize>,
    /// Why it probably happened, where the evidence says so.
    pub cause: Option<Cause>,
    /// The end of what the server wrote to stderr.
    pub errors: String,
    /// Nothing came in time, so that a slow machine may be the cause.
    pub is_late: bool,
    /// The server was not even tried: something on this machine has prevented it, which
    /// `received` names.
    pub is_outside: bool,
    /// The command that plays the same again. Empty for a program: whoever started it knows how.
    pub again: String,
}

impl Failure {
    pub(crate) fn new(trouble: &Trouble, evidence: &Evidence) -> Failure {
        let (expected, received, caret) = trouble.shown();
        let cause = Cause::of(trouble, evidence);
        Failure {
            expected,
            received,
            caret,
            cause,
            is_late: trouble.got.is_late(),
            ..Failure::default()
        }
    }

    /// Adds evidence that is better than all other: the pace alone makes the difference.
    pub(crate) fn passes_at_normal_pace(&mut self) {
        self.cause = Some(Cause::Pace(self.how.pace));
    }

    /// Adds that the session passes when it is played as written.
    pub fn passes_as_written(&mut self) {
        self.cause = Some(Cause::Variation);
    }

    /// Adds that the very same play has passed when it was tried again.
    pub fn passes_sometimes(&mut self) {
        self.cause = Some(Cause::Chance);
    }

    /// The last lines of [`errors`](Failure::errors) that tell something.
    pub fn last_words(&self) -> Vec<String> {
        last_words(&self.errors)
    }

    fn place(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let seed = self
            .how
            .seed
            .map_or("as written".to_owned(), |seed| format!("seed {seed}"));
        let words = match (self.how.seed, self.how.words) {
            (Some(_), Words::Ascii) => ", ASCII words",
            _ => "",
        };
        let names: Vec<_> = self
            .names
            .iter()
            .map(|(old, new)| format!("{old} is {new}"))
            .collect();
        let names = if names.is_empty() {
            String::new()
        } else {
            format!(" ({})", names.join(", "))
        };
        format!(
            "{}{line}, pace {}, {seed}{words}{names}",
            self.file.display(),
            self.how.pace
        )
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text)?;
        f.write_str(text.trim_end())
    }
}

impl Failure {
    fn write(&self, f: &mut impl fmt::Write) -> fmt::Result {
        writeln!(f, "✗ {}\n  {}\n  {}\n", self.title, self.why, self.place())?;
        write_end(f, &self.steps, STEPS_SHOWN)?;
        writeln!(f, "  expected: {}", self.expected)?;
        writeln!(f, "  received: {}", self.received)?;
        if let Some(column) = self.caret {
            writeln!(f, "{}^", " ".repeat(width("  received: ") + column))?;
        }
        if let Some(cause) = &self.cause {
            writeln!(f, "  likely:   {cause}")?;
        }
        if !self.errors.trim().is_empty() {
            writeln!(f, "  the server's last words on stderr:")?;
            write_end(f, &last_words(&self.errors), STEPS_SHOWN)?;
        }
        if !self.again.is_empty() {
            writeln!(f, "  again:    {}", self.again)?;
        }
        Ok(())
    }
}

/// The last lines, indented, with a blank line behind them.
fn write_end(f: &mut impl fmt::Write, lines: &[String], most: usize) -> fmt::Result {
    let hidden = lines.len().saturating_sub(most);
    if hidden > 0 {
        writeln!(f, "    … {hidden} before")?;
    }
    for line in &lines[hidden..] {
        writeln!(f, "    {}", shortened(line, COLUMNS_SHOWN))?;
    }
    if lines.is_empty() {
        Ok(())
    } else {
        writeln!(f)
    }
}
