//! Bytes of one direction become lines.

use super::entry::Text;

/// So many bytes of a line are held before they are shown as a part of it: more than any line of
/// the protocol has, except the answer to `/who` (its page, 1).
const MOST_HELD: usize = 8 * 1024;

/// What has come in one direction and was not shown yet.
#[derive(Debug)]
pub(super) struct Lines {
    held: Vec<u8>,
    /// The reads in which it came.
    reads: usize,
    /// The head of the line was not shown yet.
    begins: bool,
}

impl Default for Lines {
    fn default() -> Lines {
        Lines {
            held: Vec::new(),
            reads: 0,
            begins: true,
        }
    }
}

impl Lines {
    /// Takes the bytes of one read, and gives what is complete now, or too long to be held.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Text> {
        let mut texts = Vec::new();
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        for piece in lines.flat_map(|line| line.chunks(MOST_HELD)) {
            self.held.extend(piece);
            self.reads += 1;
            if self.held.ends_with(b"\n") || self.held.len() >= MOST_HELD {
                texts.extend(self.rest());
            }
        }
        texts
    }

    /// Gives what is held, if anything is.
    pub(super) fn rest(&mut self) -> Option<Text> {
        let mut bytes = std::mem::take(&mut self.held);
        let reads = std::mem::take(&mut self.reads);
        let slow = bytes.len() > 2 && reads == bytes.len();
        let ends = bytes.ends_with(b"\n");
        if ends {
            bytes.pop();
        }
        if bytes.is_empty() && !ends {
            return None;
        }
        let begins = std::mem::replace(&mut self.begins, ends);
        Some(Text {
            bytes,
            begins,
            ends,
            slow,
        })
    }
}
