//! A departure board at the end of a slow line.

use std::io::{self, ErrorKind, Write};

/// The sending side of a connection to a departure board: like a non-blocking socket it never
/// waits, and takes what there is room for at the moment. How much that is, the test says.
#[derive(Debug, Default)]
pub struct Board {
    room: usize,
    has_gone: bool,
    shown: Vec<u8>,
}

impl Board {
    /// A board that takes nothing yet.
    pub fn new() -> Board {
        Board::default()
    }

    /// From now on there is room for so many bytes.
    pub fn has_room_for(&mut self, bytes: usize) {
        self.room = bytes;
    }

    /// The board closes the connection.
    pub fn leaves(&mut self) {
        self.has_gone = true;
    }

    /// All that it has got so far.
    pub fn shown(&self) -> &[u8] {
        &self.shown
    }
}

impl Write for Board {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_gone {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let count = self.room.min(bytes.len());
        if count == 0 && !bytes.is_empty() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.room -= count;
        self.shown.extend(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
