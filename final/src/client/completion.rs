//! What the editor knows beyond the line: who could be meant by `@`, and which commands there are.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use colored::{Color, Colorize};
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::{Context, Result};

use super::conversation::COMMANDS;
use super::render::{OWN, QUIET};
use super::screen::Screen;
use crate::protocol::Login;

/// The people whose logins can be completed: those of whom this session has shown that they exist.
/// Not those in the history of earlier runs, where mistyped ones are as well.
#[derive(Debug, Clone, Default)]
pub(super) struct People(Arc<Mutex<BTreeSet<Login>>>);

impl People {
    pub(super) fn add(&self, login: Login) {
        self.lock().insert(login);
    }

    /// What the start of a line can become: `@jo` a login, `/r` a command. Always with a blank
    /// after it.
    fn completions(&self, start: &str) -> Vec<String> {
        let completed = |word: &str| word.starts_with(start).then(|| format!("{word} "));
        match start.chars().next() {
            Some('@') => {
                let people = self.lock();
                people
                    .iter()
                    .filter_map(|login| completed(&format!("@{login}")))
                    .collect()
            }
            Some('/') => COMMANDS.into_iter().filter_map(completed).collect(),
            _ => Vec::new(),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<Login>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers the editor's questions about the line.
#[derive(rustyline::Validator)]
pub(super) struct Helper {
    people: People,
    screen: Screen,
    half_typed: Cell<bool>,
}

impl Helper {
    pub(super) fn new(people: People, screen: Screen) -> Self {
        let half_typed = Cell::new(false);
        Self {
            people,
            screen,
            half_typed,
        }
    }

    /// Whether there was something in the line when it was last looked at.
    pub(super) fn half_typed(&self) -> bool {
        self.half_typed.get()
    }
}

impl rustyline::Helper for Helper {}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let candidates = self.people.completions(&line[..pos]).into_iter();
        let pairs = candidates.map(|replacement| Pair {
            display: replacement.trim_end().to_owned(),
            replacement,
        });
        Ok((0, pairs.collect()))
    }
}

impl Hinter for Helper {
    type Hint = String;

    /// The rest of the first completion. The editor asks for the first time when it has taken the
    /// terminal over, and this is how the screen learns that it has.
    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        self.screen.editor_is_ready();
        self.half_typed.set(!line.is_empty());
        if pos < line.len() || line.len() < 2 {
            return None;
        }
        let completion = self.people.completions(line).into_iter().next()?;
        Some(completion[line.len()..].trim_end().to_owned()).filter(|rest| !rest.is_empty())
    }
}

/// The editor asks for colours only where it may use them: on a terminal, and without NO_COLOR.
impl Highlighter for Helper {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        prompt
            .color(Color::AnsiColor(OWN))
            .bold()
            .to_string()
            .into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        hint.color(Color::AnsiColor(QUIET)).to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_and_commands_are_completed_at_the_start_of_a_line() {
        let people = People::default();
        for login in ["joao", "joana", "bia"] {
            people.add(login.parse().unwrap());
        }
        assert_eq!(people.completions("@jo"), ["@joana ", "@joao "]);
        assert_eq!(people.completions("@b"), ["@bia "]);
        assert_eq!(people.completions("/r"), ["/reply "]);
        assert!(people.completions("oi @b").is_empty());
    }
}
