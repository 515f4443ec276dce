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
    // Which cells need quotes, and how a quote within quotes is written, are rules of the format.
    // The library knows all of them, for every column: a program that uses it cannot forget one.
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize((
        message.id,
        &message.from,
        &message.to,
        &message.text,
        message.read_at,
    ))?;
    let bytes = writer.into_inner().map_err(io::Error::other)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The messages of an archive. Its first line has the names of the columns.
fn messages(archive: &str) -> io::Result<Vec<Message>> {
    let mut messages = Vec::new();
    // A comma ends a cell or belongs to it, depending on the quotes before it. `split` cannot know
    // which of the two it is; a reader that goes through the row from its beginning does.
    for row in csv::Reader::from_reader(archive.as_bytes()).deserialize() {
        messages.push(row?);
    }
    Ok(messages)
}

#[cfg(test)]
mod tests;
