//! The message log: messages.csv gets a row for each message that was read.

use std::fs::File;
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
    /// Opens the log to go on behind what earlier runs wrote.
    pub(crate) fn open(path: &Path) -> csv::Result<Self> {
        let mut options = File::options();
        let file = options.create(true).read(true).append(true).open(path)?;
        let is_new = file.metadata()?.len() == 0;
        let mut count = 0;
        for row in csv::Reader::from_reader(&file).records() {
            row?;
            count += 1;
        }
        let mut writer = csv::Writer::from_writer(file);
        if is_new {
            writer.write_record(HEADER)?;
        }
        let rows = Mutex::new(Rows { writer, count });
        Ok(Self { rows })
    }

    /// Adds a row for each message. Only sessions that have read something wait here for each
    /// other.
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

/// Milliseconds since 1970 began in Greenwich: std has a clock, but no calendar.
pub(crate) fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_millis()
}
