//! The lines of a file that may be damaged: with their places, and never more than one in memory.

use std::io::{self, BufRead};

/// The longest line that a data file can have: a text in which each byte is a quote that CSV
/// doubles, and the cells beside it.
pub(crate) const LINE_MAX: usize = 16 * 1024;

/// One line of a file, with its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileLine<'a> {
    /// Which line it is; the first is 1.
    pub(crate) number: u64,
    /// The offset of its first byte.
    pub(crate) start: u64,
    /// The offset behind its LF.
    pub(crate) end: u64,
    /// What stands before the LF. `None` where it has no LF, or is longer than any line can be.
    pub(crate) content: Option<&'a [u8]>,
}

/// Reads lines one by one.
#[derive(Debug)]
pub(crate) struct FileLines<R> {
    reader: R,
    number: u64,
    offset: u64,
    line: Vec<u8>,
}

impl<R: BufRead> FileLines<R> {
    /// The lines of a reader that stands at this offset of its file, where line `number + 1` begins.
    pub(crate) fn new(reader: R, offset: u64, number: u64) -> Self {
        Self {
            reader,
            number,
            offset,
            line: Vec::new(),
        }
    }

    /// The next line; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<FileLine<'_>>> {
        self.line.clear();
        let start = self.offset;
        let mut ended = false;
        while !ended {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let lf = buffer.iter().position(|&byte| byte == b'\n');
            ended = lf.is_some();
            let part = &buffer[..lf.unwrap_or(buffer.len())];
            let room = (LINE_MAX + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            let taken = part.len() + usize::from(ended);
            self.reader.consume(taken);
            self.offset += taken as u64;
        }
        if self.offset == start {
            return Ok(None);
        }
        self.number += 1;
        let whole = ended && self.line.len() <= LINE_MAX;
        Ok(Some(FileLine {
            number: self.number,
            start,
            end: self.offset,
            content: whole.then_some(&self.line[..]),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8]) -> Vec<(u64, u64, u64, Option<Vec<u8>>)> {
        let mut lines = FileLines::new(bytes, 0, 0);
        let mut places = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let content = line.content.map(<[u8]>::to_vec);
            places.push((line.number, line.start, line.end, content));
        }
        places
    }

    #[test]
    fn each_line_has_its_place_and_the_last_one_needs_its_end() {
        assert_eq!(
            places(b"one\n\nthr"),
            [
                (1, 0, 4, Some(b"one".to_vec())),
                (2, 4, 5, Some(Vec::new())),
                (3, 5, 8, None),
            ]
        );
        assert_eq!(places(b""), []);
    }

    #[test]
    fn a_line_that_never_ends_is_passed_over() {
        let mut bytes = vec![0; 3 * LINE_MAX];
        bytes.extend_from_slice(b"\nafter\n");
        let places = places(&bytes);
        assert_eq!(places[0].3, None);
        assert_eq!(places[1].3, Some(b"after".to_vec()));
        assert_eq!(places[1].1, 3 * LINE_MAX as u64 + 1);
    }
}
