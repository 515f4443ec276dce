//! The archive of a help desk: a CSV file with a row for each message that was read.

use std::io;

use serde::Deserialize;

/// What a row holds.
#[derive(Debug, PartialEq, Deserialize)]
struct Message {
    id: u64,
    from: String,
    to: String,
    text: String,
    /// In Unix milliseconds.
    read_at: u64,
}

/// The row of a message, with the line feed that ends it.
fn row(message: &Message) -> io::Result<String> {
    let Message {
        id,
        from,
        to,
        text,
        read_at,
    } = message;
    // The quotes keep the commas of the text apart from those between the columns.
    Ok(format!("{id},{from},{to},\"{text}\",{read_at}\n"))
}

/// The messages of an archive. Its first line has the names of the columns.
fn messages(archive: &str) -> io::Result<Vec<Message>> {
    let mut messages = Vec::new();
    for line in archive.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [id, from, to, text, read_at] = cells[..] else {
            return Err(io::Error::other(format!("not a row: {line}")));
        };
        messages.push(Message {
            id: id.parse().map_err(io::Error::other)?,
            from: from.to_string(),
            to: to.to_string(),
            text: text.trim_matches('"').to_string(),
            read_at: read_at.parse().map_err(io::Error::other)?,
        });
    }
    Ok(messages)
}

#[cfg(test)]
mod tests;
