//! A judgement in words.

use std::fmt::{self, Write};
use std::time::Duration;

use colored::Colorize;

use super::{Ended, Judgement, Tested, sentence};
use crate::page;

/// Of each text a student's code can make as long as it likes, so many lines are shown.
const LINES_SHOWN: usize = 24;

/// And so many characters of a line.
const LINE_SHOWN: usize = 200;

/// And so many warnings.
const WARNINGS_SHOWN: usize = 5;

/// Which tests have passed has been told before.
impl fmt::Display for Judgement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(tests) = &self.tests else {
            let words =
                "It does not compile yet. The first error counts: others often follow from it.";
            let words = page::line(words, "", "");
            return write!(out, "{}\n{}", words.yellow(), self.compiler);
        };
        if tests.is_empty() {
            let words =
                "There are no tests: does the file still end in `#[cfg(test)]` and `mod tests;`?";
            return write!(out, "{}", page::line(words, "", "").yellow());
        }
        let mut failed = tests.iter().filter(|test| test.ended != Ended::Passed);
        failed.try_for_each(|test| out.write_str(&test.shown()))?;
        out.write_str(&self.warned())
    }
}

/// That a test has passed.
pub(super) fn passed(name: &str) -> String {
    page::line(&sentence(name), &format!("{} ", "✓".green()), "  ")
}

impl Judgement {
    fn warned(&self) -> String {
        let mut text = String::new();
        for warning in self.warnings.iter().take(WARNINGS_SHOWN) {
            text += &page::line(warning, &format!("{} ", "!".yellow()), "  ");
        }
        let others = self.warnings.len().saturating_sub(WARNINGS_SHOWN);
        if others > 0 {
            let _ = writeln!(text, "{} {others} more warnings", "!".yellow());
        }
        text
    }
}

impl Tested {
    fn shown(&self) -> String {
        let mark = format!("{} ", "✗".red());
        let sentence = sentence(&self.name);
        let mut text = page::line(&sentence.bold().to_string(), &mark, "  ");
        text += &indented("    ", &self.reason());
        for panic in &self.output.others {
            text += &format!("    a thread of your program panicked ({}):\n", panic.place);
            text += &indented("      ", &panic.message);
        }
        if !self.output.printed.is_empty() {
            text += &format!("    {}\n", "your program printed:".dimmed());
            text += &indented("      ", &self.output.printed);
        }
        text
    }

    /// Why it has not passed.
    fn reason(&self) -> String {
        match (self.ended, &self.output.reason) {
            (Ended::OutOfTime(limit), _) => format!(
                "It did not end within {} and was ended. Likely a loop that never ends, or a wait \
                 for something that never comes.",
                seconds(limit)
            ),
            (Ended::TooEarly, _) => {
                "The program ended itself before the test was over: `process::exit` ends \
                 everything, the test too."
                    .to_owned()
            }
            (Ended::Stopped, _) => "It was stopped.".to_owned(),
            (_, Some(panic)) => format!("{}\n({})", panic.message, panic.place),
            (Ended::Failed(status), None) => format!("It ended with {status}."),
            (Ended::Passed, None) => String::new(),
        }
    }
}

/// A time as a person reads it: `0.31 s`, `20 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..10 if time.subsec_nanos() > 0 => format!("{:.2} s", time.as_secs_f64()),
        whole => format!("{whole} s"),
    }
}

/// Bounded, and without anything that a terminal would act on.
fn indented(indent: &str, text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let mut shown = String::new();
    for line in lines.iter().take(LINES_SHOWN) {
        let line = harmless(line);
        let text = line.trim_start();
        let indent = format!("{indent}{}", " ".repeat(line.len() - text.len()));
        shown += &page::line(text, &indent, &indent);
    }
    if lines.len() > LINES_SHOWN {
        let _ = writeln!(shown, "{indent}… {} more lines", lines.len() - LINES_SHOWN);
    }
    shown
}

fn harmless(line: &str) -> String {
    let mut shown = String::new();
    for character in line.chars().take(LINE_SHOWN) {
        match character {
            '\t' => shown.push_str("    "),
            _ if character.is_control() => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    if line.chars().nth(LINE_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
