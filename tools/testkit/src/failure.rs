//! What went wrong, told to someone who is learning.

mod cause;
pub(crate) mod show;
mod trouble;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

pub use cause::Cause;
pub(crate) use trouble::{Evidence, Got, Trouble, Wanted};

use crate::player::{How, Pace};
use show::{shortened, width};

/// The most steps, and lines of stderr, that a message shows.
const STEPS_SHOWN: usize = 30;
const ERRORS_SHOWN: usize = 8;
const COLUMNS_SHOWN: usize = 110;

/// A session that did not go as written. Printed over several lines, without colour.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
            ..Failure::default()
        }
    }

    /// Adds evidence that is better than all other: the pace alone makes the difference.
    pub(crate) fn passes_at_normal_pace(&mut self) {
        self.cause = Some(Cause::Pace(self.how.pace));
    }

    /// The command that plays the same again, against a server whose users are those of the
    /// session.
    pub fn replay(&self) -> String {
        let mut command = format!("cargo kit play {} --addr HOST:PORT", self.file.display());
        if self.how.pace != Pace::Normal {
            command += &format!(" --pace {}", self.how.pace);
        }
        if let Some(seed) = self.how.seed {
            command += &format!(" --seed {seed}");
        }
        command
    }

    fn place(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let seed = self
            .how
            .seed
            .map_or("as written".to_owned(), |seed| format!("seed {seed}"));
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
            "{}{line}, pace {}, {seed}{names}",
            self.file.display(),
            self.how.pace
        )
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
            let errors: Vec<_> = self.errors.lines().map(str::to_owned).collect();
            write_end(f, &errors, ERRORS_SHOWN)?;
        }
        write!(f, "  again:    {}", self.replay())
    }
}

/// The last lines, indented, with a blank line behind them.
fn write_end(f: &mut fmt::Formatter<'_>, lines: &[String], most: usize) -> fmt::Result {
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
