//! The message log: messages.csv gets a row for each message that was read (protocol page, 5).

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Defect;
use crate::inbox::Message;

/// The log's name in the data folder.
const FILE: &str = "messages.csv";

const HEADER: &str = "id,sent_at,from,to,text,read_at\n";

/// The log of one server, for all its sessions.
#[derive(Debug)]
pub(crate) struct MessageLog {
    rows: Mutex<Rows>,
    defect: Option<Defect>,
}

#[derive(Debug)]
struct Rows {
    file: File,
    count: usize,
}

/// What has just happened to a message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    Sent,
    Read,
}

impl MessageLog {
    /// Opens the log of a data folder. New rows go behind those of earlier runs.
    ///
    /// # Errors
    /// As the system reports.
    pub(crate) fn open(data: &Path, defect: Option<Defect>) -> csv::Result<MessageLog> {
        let path = data.join(FILE);
        let mut file = File::options().create(true).append(true).open(&path)?;
        if file.metadata()?.len() == 0 {
            file.write_all(HEADER.as_bytes())?;
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path)?;
        let count = reader.records().count();
        let rows = Mutex::new(Rows { file, count });
        Ok(MessageLog { rows, defect })
    }

    /// Writes the rows that these messages get now, all with one write, so that nobody who looks
    /// sees a part of them.
    ///
    /// # Errors
    /// As the system reports.
    pub(crate) fn note(&self, moment: Moment, to: &str, messages: &[Message]) -> csv::Result<()> {
        let mut new = Vec::new();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for message in messages {
            for _ in 0..self.rows_now(moment) {
                rows.count += 1;
                self.write_row(&mut new, rows.count, to, message)?;
            }
        }
        rows.file.write_all(&new)?;
        Ok(())
    }

    /// How many rows a message gets at this moment.
    fn rows_now(&self, moment: Moment) -> usize {
        match (moment, self.defect) {
            (_, Some(Defect::LogNever)) => 0,
            (Moment::Sent, Some(Defect::LogWhenSent)) => 1,
            (Moment::Read, Some(Defect::LogWhenSent)) => 0,
            (Moment::Read, Some(Defect::LogTwice)) => 2,
            (Moment::Sent, _) => 0,
            (Moment::Read, _) => 1,
        }
    }

    fn write_row(
        &self,
        new: &mut Vec<u8>,
        id: usize,
        to: &str,
        message: &Message,
    ) -> csv::Result<()> {
        let (id, sent_at, read_at) = (id.to_string(), message.sent_at.to_string(), now());
        let read_at = read_at.to_string();
        let row = [&id, &sent_at, &message.from, to, &message.text, &read_at];
        if self.defect == Some(Defect::HandMadeCsv) {
            writeln!(new, "{}", row.join(","))?;
            return Ok(());
        }
        let mut writer = csv::Writer::from_writer(new);
        writer.write_record(row)?;
        Ok(writer.flush()?)
    }
}

/// Milliseconds since the beginning of 1970 in UTC.
pub(crate) fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_millis()
}
