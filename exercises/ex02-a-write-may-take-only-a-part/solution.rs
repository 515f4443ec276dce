//! Sends announcements to departure boards, without ever waiting for one.

use std::io::{self, ErrorKind, Write};

use exercises::Board;

/// Sends what waits for a board, and returns how many bytes went out. It is called again in the
/// next round. A `Board` is like a non-blocking socket: where it has no room, `write` does not wait.
fn send_waiting(board: &mut Board, waiting: &mut Vec<u8>) -> io::Result<usize> {
    let sent = match board.write(waiting) {
        Ok(count) => count,
        Err(error) => {
            if error.kind() != ErrorKind::WouldBlock {
                return Err(error);
            }
            0 // No room at the moment.
        }
    };
    // Only these bytes are on their way. The others begin the next round's write: nothing is
    // missing in the middle, and nothing goes out twice.
    waiting.drain(..sent);
    Ok(sent)
}

#[cfg(test)]
mod tests;
