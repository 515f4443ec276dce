//! What a proof found.

use std::fmt;

/// What a proof found: figures, and what was violated.
#[derive(Debug)]
pub struct Report {
    title: String,
    seed: u64,
    figures: Vec<(String, String)>,
    violations: Vec<String>,
}

impl Report {
    /// An empty report of a proof.
    pub fn new(title: impl Into<String>, seed: u64) -> Self {
        Self {
            title: title.into(),
            seed,
            figures: Vec::new(),
            violations: Vec::new(),
        }
    }

    /// Adds a figure.
    pub fn figure(&mut self, name: impl Into<String>, value: impl ToString) {
        self.figures.push((name.into(), value.to_string()));
    }

    /// Adds a violation: what was promised, and what happened instead.
    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// Whether anything was violated.
    pub fn is_violated(&self) -> bool {
        !self.violations.is_empty()
    }

    /// What was violated.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }
}

/// How many violations are printed; the rest is counted.
const PRINTED: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} (seed {})", self.title, self.seed)?;
        for (name, value) in &self.figures {
            writeln!(out, "  {name:<40} {value}")?;
        }
        writeln!(out, "  {:<40} {}", "violations", self.violations.len())?;
        for violation in self.violations.iter().take(PRINTED) {
            writeln!(out, "  ! {violation}")?;
        }
        Ok(())
    }
}
