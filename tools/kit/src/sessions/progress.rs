//! How far the plays are, while they are played.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// Where nobody looks at a line that changes, so many lines tell how far it is.
const PLAIN_LINES: usize = 10;

/// Says on stderr how far it is.
#[derive(Debug)]
pub struct Progress {
    manner: Manner,
    total: usize,
    state: Mutex<State>,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Not at all.
    Silent,
    /// A line now and then.
    Plain,
    /// One line that changes.
    Updating,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    done: usize,
    failed: usize,
}

impl Manner {
    /// The one that suits this process's stderr.
    pub fn of_stderr() -> Manner {
        if io::stderr().is_terminal() {
            Manner::Updating
        } else {
            Manner::Plain
        }
    }
}

impl Progress {
    /// Begins, with so many to do.
    pub fn new(manner: Manner, total: usize) -> Progress {
        let progress = Progress {
            manner,
            total,
            state: Mutex::default(),
        };
        if manner == Manner::Updating {
            progress.say(State::default());
        }
        progress
    }

    /// One more is done.
    pub fn done(&self, is_failed: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += 1;
        state.failed += usize::from(is_failed);
        // Said with the lock held, so that no older number follows a newer one.
        self.say(*state);
    }

    /// Says for what the next one waits, until that is done.
    pub fn waits(&self, what: &str) {
        let state = *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.manner {
            Manner::Silent => {}
            Manner::Plain => write(&format!("{what}\n")),
            Manner::Updating => {
                let done = shown(self.manner, state, self.total).unwrap_or_default();
                write(&format!("{done}; {what}"));
            }
        }
    }

    /// Takes the line that changes away.
    pub fn end(&self) {
        if self.manner == Manner::Updating {
            write("\r\x1b[K");
        }
    }

    fn say(&self, state: State) {
        if let Some(text) = shown(self.manner, state, self.total) {
            write(&text);
        }
    }
}

/// Where stderr is closed, nobody wants to know.
fn write(text: &str) {
    let mut errors = io::stderr().lock();
    let _ = errors
        .write_all(text.as_bytes())
        .and_then(|()| errors.flush());
}

fn shown(manner: Manner, State { done, failed }: State, total: usize) -> Option<String> {
    let failed = match failed {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    let text = format!("{done} of {total} played{failed}");
    let tenth = |done: usize| done * PLAIN_LINES / total.max(1);
    match manner {
        Manner::Silent => None,
        Manner::Updating => Some(format!("\r\x1b[K{text}")),
        Manner::Plain => (tenth(done) > tenth(done.saturating_sub(1))).then(|| text + "\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_changes_is_always_right() {
        let state = State { done: 3, failed: 1 };
        let line = shown(Manner::Updating, state, 48);
        assert_eq!(line.as_deref(), Some("\r\x1b[K3 of 48 played, 1 failed"));
        assert_eq!(shown(Manner::Silent, state, 48), None);
    }

    #[test]
    fn plain_lines_are_few_and_the_last_one_is_among_them() {
        for (total, count) in [(1, 1), (7, 7), (48, 10), (700, 10)] {
            let lines: Vec<_> = (0..=total)
                .filter_map(|done| shown(Manner::Plain, State { done, failed: 0 }, total))
                .collect();
            assert_eq!(lines.len(), count);
            let last = format!("{total} of {total} played\n");
            assert_eq!(lines.last(), Some(&last));
        }
    }
}
