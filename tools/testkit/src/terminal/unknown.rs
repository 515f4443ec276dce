//! A program whose prompts nobody knows: typed to when it has become quiet, and judged by what it
//! has ever shown.

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

    /// All that stands on the screen, without blanks and line ends.
    pub fn visible(&self) -> String {
        visible(&self.screen())
    }

    /// Waits until there is more to be seen than this, or the program has ended; at most for
    /// `limit`. Says whether that is so. An Enter that the terminal shows is nothing to be seen.
    pub fn says_news_or_ends(&mut self, before: &str, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        // What has only moved up and out is no news either.
        let is_news = |screen: &Screen| !before.ends_with(&visible(screen));
        let (screen, _) = self.output.wait(limit, is_news);
        let left = end.saturating_duration_since(Instant::now());
        is_news(&screen) || self.has_ended(left)
    }

    /// Whether the program ends within `limit`.
    pub fn has_ended(&mut self, limit: Duration) -> bool {
        poll(limit, || self.child.try_wait().ok().flatten()).is_some()
    }
}

fn visible(screen: &Screen) -> String {
    let rows = screen.rows().iter().flat_map(|row| row.chars());
    rows.filter(|sign| !sign.is_whitespace()).collect()
}
