//! Bytes in pieces, as reads bring them, and the lines that they are however they were cut.

use std::io::{self, Read};

/// Bytes, and where they are cut.
///
/// The first line of an input says it: the value of each of its bytes is the length of a piece, in
/// turn and over again. So an input begins with `!` and an LF for pieces of 33 bytes.
pub struct Pieces<'a> {
    lengths: &'a [u8],
    /// What the pieces make together.
    pub whole: &'a [u8],
}

impl<'a> Pieces<'a> {
    /// Takes an input apart.
    pub fn new(input: &'a [u8]) -> Self {
        let end = input.iter().position(|&byte| byte == b'\n');
        let (lengths, whole) = input.split_at(end.unwrap_or(0));
        let whole = whole.strip_prefix(b"\n").unwrap_or(whole);
        Self { lengths, whole }
    }

    /// The pieces, none of them empty.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let mut lengths = self.lengths.iter().cycle();
        let mut rest = self.whole;
        std::iter::from_fn(move || {
            let length = lengths.next().map_or(rest.len(), |&it| usize::from(it));
            let (piece, behind) = rest.split_at(length.max(1).min(rest.len()));
            rest = behind;
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// A reader of which each read brings one piece, or what of it there is room for.
    pub fn reader(&self) -> impl Read + use<'a> {
        let mut reader = InPieces {
            rest: Vec::new(),
            current: &[],
        };
        reader.rest.extend(self.iter());
        reader.rest.reverse();
        reader
    }
}

struct InPieces<'a> {
    rest: Vec<&'a [u8]>,
    current: &'a [u8],
}

impl Read for InPieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.current.is_empty() {
            self.current = self.rest.pop().unwrap_or_default();
        }
        self.current.read(buffer)
    }
}

/// The lines of section 1 of the protocol page: ended by LF, without one CR just before it. What
/// stands behind the last LF comes second.
pub fn lines(bytes: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut parts: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    let rest = parts.pop().unwrap_or_default();
    let without_cr = |line| <[u8]>::strip_suffix(line, b"\r").unwrap_or(line);
    (parts.into_iter().map(without_cr).collect(), rest)
}
