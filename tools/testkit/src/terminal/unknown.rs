//! A program whose prompts nobody knows: typed to when it has become quiet, and judged by what it
//! has ever shown.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::{Screen, Terminal};
use crate::deadline::poll;

impl Terminal {
    /// Waits until the program has written nothing for `quiet`, or has closed the terminal; at most
    /// for `limit`. Says whether that is so.
    ///
    /// Only for programs that were written without this kit in mind: with all others there is
    /// something to wait for.
    pub fn wait_quiet(&self, quiet: Duration, limit: Duration) -> bool {
        self.output.wait_quiet(quiet, limit)
    }

    /// Waits until this text stands in one row of the screen, or has been written in one piece
    /// before (in the first MiB); at most for `limit`.
    pub fn has_shown(&self, text: &str, limit: Duration) -> bool {
        self.output.wait_state(limit, |state| state.has_shown(text))
    }

    /// All words that stand on the screen now.
    pub fn words(&self) -> BTreeSet<String> {
        words_of(&self.screen()).collect()
    }

    /// Waits until anything is to be seen, or the program has ended; at most for `limit`.
    pub fn shows_or_ends(&mut self, limit: Duration) -> bool {
        let is_something = |screen: &Screen| screen.rows().iter().any(|row| !row.is_empty());
        self.is_or_ends(is_something, limit)
    }

    /// Waits until a word stands on the screen that is none of these nor a part of one, or the
    /// program has ended; at most for `limit`. Says whether that is so.
    pub fn says_news_or_ends(&mut self, seen: &BTreeSet<String>, limit: Duration) -> bool {
        // A word of which only the beginning has been drawn so far is not a new one.
        let is_new = |word: &String| !seen.iter().any(|old| old.contains(word.as_str()));
        self.is_or_ends(|screen| words_of(screen).any(|word| is_new(&word)), limit)
    }

    fn is_or_ends(&mut self, is_right: impl Fn(&Screen) -> bool, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let (screen, _) = self.output.wait(limit, &is_right);
        let left = end.saturating_duration_since(Instant::now());
        is_right(&screen) || self.has_ended(left)
    }

    /// Whether the program ends within `limit`.
    pub fn has_ended(&mut self, limit: Duration) -> bool {
        poll(limit, || self.child.try_wait().ok().flatten()).is_some()
    }
}

fn words_of(screen: &Screen) -> impl Iterator<Item = String> {
    screen.rows().iter().flat_map(|row| words(row))
}

/// What is made of letters, in small ones: a number that counts says nothing.
pub fn words(line: &str) -> impl Iterator<Item = String> {
    let words = line.split(|sign: char| !sign.is_alphabetic());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}
