//! What a client shows of a batch.

use std::io::{self, BufRead, ErrorKind};

/// Reads one batch, and returns what goes to the screen: a line for each line of the server but the
/// `f` at the end.
fn read_batch(server: &mut impl BufRead) -> io::Result<Vec<String>> {
    let mut screen = Vec::new();
    for line in server.lines() {
        let line = line?;
        // The end is the whole line `f`. A line that only begins with it is some other one, and the
        // client would be a line ahead of the server from there on.
        if line == "f" {
            return Ok(screen);
        }
        screen.push(shown(&line));
    }
    // The connection has ended, and the batch has not.
    Err(ErrorKind::UnexpectedEof.into())
}

/// How a line looks that is not the end of a batch.
fn shown(line: &str) -> String {
    if let Some(notice) = line.strip_prefix("! ") {
        return format!("refused: {notice}");
    }
    let parts = line.strip_prefix('@').and_then(|it| it.split_once(' '));
    let message = parts.filter(|(sender, text)| !sender.is_empty() && !text.is_empty());
    match message {
        Some((sender, text)) => format!("{sender}: {text}"),
        // A newer server may say what this client has never heard of. The line is shown, because
        // somebody may understand it, and the conversation goes on.
        None => line.to_string(),
    }
}

#[cfg(test)]
mod tests;
