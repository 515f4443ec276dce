//! Lines from a reader that nobody has to trust: a line that never ends costs time, not memory.

use std::io::{self, BufRead, BufReader, Read};

use crate::protocol::SERVER_LINE_MAX;

/// The longest line that is kept; more than any server may send, so that odd ones can still be
/// shown.
const KEPT_MAX: usize = 4 * SERVER_LINE_MAX;

/// One line of a peer, without its line end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// What stood before an LF, and before the CR before it.
    Whole(Vec<u8>),
    /// It was longer than what is kept, and has been thrown away up to its end.
    TooLong,
    /// What stood after the last LF. From a socket it is no line; a file may end like this.
    Unended(Vec<u8>),
}

/// Reads lines. Only LF ends a line; one CR just before it is dropped.
#[derive(Debug)]
pub struct Lines<R> {
    reader: BufReader<R>,
}

impl<R: Read> Lines<R> {
    /// The lines of a reader from which nobody has read yet.
    pub fn new(reader: R) -> Self {
        let reader = BufReader::with_capacity(KEPT_MAX, reader);
        Self { reader }
    }

    pub(super) fn reader(&mut self) -> &mut R {
        self.reader.get_mut()
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                let rest = !line.is_empty() && !too_long;
                return Ok(rest.then_some(Line::Unended(line)));
            }
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_long |= line.len() + part.len() > KEPT_MAX;
            if !too_long {
                line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(Some(finish(line, too_long)));
            }
        }
    }
}

fn finish(mut line: Vec<u8>, too_long: bool) -> Line {
    if too_long {
        return Line::TooLong;
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Line::Whole(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Line> {
        let mut lines = Lines::new(bytes);
        std::iter::from_fn(|| lines.next_line().unwrap()).collect()
    }

    fn whole(line: &str) -> Line {
        Line::Whole(line.as_bytes().to_vec())
    }

    #[test]
    fn lf_alone_ends_a_line_and_one_cr_is_dropped() {
        assert_eq!(
            read("a\r\nb\r\r\n\n\u{2028}\u{85}\ntail".as_bytes()),
            [
                whole("a"),
                whole("b\r"),
                whole(""),
                whole("\u{2028}\u{85}"),
                Line::Unended(b"tail".to_vec())
            ]
        );
    }

    #[test]
    fn a_line_without_end_is_not_kept_and_the_next_one_is_read() {
        let mut bytes = vec![b'x'; 20 * KEPT_MAX];
        bytes.extend_from_slice(b"\nf\n");
        assert_eq!(read(&bytes), [Line::TooLong, whole("f")]);
    }

    #[test]
    fn the_longest_line_is_kept_whole() {
        let longest = "x".repeat(KEPT_MAX);
        assert_eq!(read(format!("{longest}\n").as_bytes()), [whole(&longest)]);
    }
}
