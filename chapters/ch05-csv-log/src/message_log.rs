//! The message log: messages.csv gets a row for each message that was read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::inbox::Message;

const HEADER: [&str; 6] = ["id", "sent_at", "from", "to", "text", "read_at"];

pub(crate) struct MessageLog {
    rows: Mutex<Rows>,
}

struct Rows {
    writer: csv::Writer<File>,
    count: u64,
}

impl MessageLog {
    /// Opens the log. New rows go behind those of earlier runs; behind half a row they cannot.
    pub(crate) fn open(path: &Path) -> csv::Result<Self> {
        let mut options = File::options();
        let mut file = options.create(true).read(true).append(true).open(path)?;
        let mut old = Vec::new();
        file.read_to_end(&mut old)?;
        if !old.is_empty() && !old.ends_with(b"\n") {
            return Err(io::Error::other("its last row is cut off: take that row out").into());
        }
        let mut count = 0;
        for row in csv::Reader::from_reader(&old[..]).records() {
            row?;
            count += 1;
        }
        let mut writer = csv::Writer::from_writer(file);
        if old.is_empty() {
            writer.write_record(HEADER)?;
        }
        let rows = Mutex::new(Rows { writer, count });
        Ok(Self { rows })
    }

    /// Adds a row for each message. Here the sessions wait for each other and for the file, but for
    /// no client.
    pub(crate) fn append(&self, to: &str, messages: &[Message]) -> csv::Result<()> {
        let read_at = now();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for message in messages {
            rows.count += 1;
            let (id, sent_at) = (rows.count, message.sent_at);
            let row = (id, sent_at, &message.from, to, &message.text, read_at);
            // csv puts a text with commas into quotes, and doubles the quotes in it.
            rows.writer.serialize(row)?;
        }
        // From csv's buffer to the system, so that a killed server has lost no row of an earlier
        // batch.
        rows.writer.flush()?;
        Ok(())
    }
}

/// Milliseconds since the beginning of 1970 in UTC: std has a clock, but no calendar.
pub(crate) fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_millis()
}
