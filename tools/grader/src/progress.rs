//! How far the grading is, on stderr: lines that change in a terminal, else one for each submission.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::harmless::harmless;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Between two looks of what turns, so that one sees that it is alive.
const TICK: Duration = Duration::from_millis(200);

/// The columns that a name gets.
const NAME: usize = 24;

/// The lines.
#[derive(Debug)]
pub struct Progress {
    lines: MultiProgress,
    all: ProgressBar,
    running: Mutex<BTreeMap<String, ProgressBar>>,
    is_terminal: bool,
}

impl Progress {
    /// Begins, with so many submissions to grade.
    pub fn new(count: usize) -> Progress {
        let is_terminal = io::stderr().is_terminal();
        let lines = MultiProgress::with_draw_target(match is_terminal {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        });
        let all = lines.add(ProgressBar::new(count as u64));
        all.set_style(style("{pos} of {len} graded, {elapsed}  [{bar:30}]"));
        all.enable_steady_tick(TICK);
        Progress {
            lines,
            all,
            running: Mutex::default(),
            is_terminal,
        }
    }

    /// A submission begins: its build, if it has one.
    pub fn begins(&self, id: &str, name: &str) {
        let line = self.lines.add(ProgressBar::new(0));
        line.set_style(style("  {prefix} {spinner} {wide_msg}"));
        line.set_prefix(column(name));
        line.enable_steady_tick(TICK);
        self.running().insert(id.to_owned(), line);
    }

    /// What a submission is at, in a few words.
    pub fn is_at(&self, id: &str, what: &str) {
        if let Some(line) = self.running().get(id) {
            line.set_message(what.to_owned());
        }
    }

    /// A submission is done; what came of it, in a few words.
    pub fn done(&self, id: &str, name: &str, result: &str) {
        if let Some(line) = self.running().remove(id) {
            line.finish_and_clear();
        }
        self.all.inc(1);
        let (done, count) = (self.all.position(), self.all.length().unwrap_or_default());
        if !self.is_terminal {
            // Where stderr is closed, nobody wants to know.
            let line = harmless(&format!("{done} of {count}: {name}: {result}"));
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Takes the lines that change away.
    pub fn end(&self) {
        self.all.finish_and_clear();
    }

    fn running(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, ProgressBar>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates stand in this file; where one is wrong, the usual one does as well.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A name, in the room that it has: it comes from outside.
fn column(name: &str) -> String {
    let shown = testkit::failure::escaped(name.as_bytes());
    let short: String = shown.chars().take(NAME).collect();
    format!("{short:NAME$}")
}
