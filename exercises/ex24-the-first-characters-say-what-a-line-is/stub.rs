//! What a client shows of a batch.

use std::io::{self, BufRead, ErrorKind};

/// Reads one batch, and returns what goes to the screen: a line for each line of the server but the
/// `f` at the end.
fn read_batch(server: &mut impl BufRead) -> io::Result<Vec<String>> {
    let mut screen = Vec::new();
    for line in server.lines() {
        let line = line?;
        match line.chars().next() {
            Some('f') => return Ok(screen),
            Some('!') => screen.push(format!("refused: {}", line[1..].trim())),
            Some('@') => screen.push(line[1..].replacen(' ', ": ", 1)),
            _ => return Err(io::Error::other(format!("not a line of a server: {line}"))),
        }
    }
    // The connection has ended, and the batch has not.
    Err(ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests;
