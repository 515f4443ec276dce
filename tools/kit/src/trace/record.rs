//! What is kept for the files, within limits.

use super::entry::{Entry, What};
use super::names::Names;

/// The most entries that are kept.
pub(super) const MOST_ENTRIES: usize = 10_000;

/// The most bytes of lines that are kept.
pub(super) const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The beginning of the trace, and what its connections are called.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) entries: Vec<Entry>,
    pub(super) names: Names,
    bytes: usize,
    /// Something was not kept any more.
    pub(super) full: bool,
}

impl Record {
    /// Whether no client has reached the server, so that nothing can be played or drawn.
    pub(super) fn is_empty(&self) -> bool {
        let is_away = |entry: &Entry| matches!(entry.what, What::SentAway(_));
        self.entries.iter().all(is_away)
    }

    /// Keeps an entry. True where it is the first one that there is no room for: nothing behind it
    /// is kept either, so that what is kept has no gaps.
    pub(super) fn keep(&mut self, entry: &Entry) -> bool {
        if self.full {
            return false;
        }
        let bytes = match &entry.what {
            What::Said(_, text) => text.bytes.len(),
            _ => 0,
        };
        self.full = self.entries.len() >= MOST_ENTRIES || self.bytes + bytes > MOST_BYTES;
        if !self.full {
            self.bytes += bytes;
            self.entries.push(entry.clone());
        }
        self.full
    }
}
