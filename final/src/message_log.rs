//! `messages.csv`: one row for each message that has been read (section 5 of the protocol page).
//!
//! The log belongs to one thread of its own. Sessions hand it the rows and go on: no session waits
//! for the disk because of what another has read, and no lock is held while the file is written.
//! Whatever has queued up while the last rows were written goes out together.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use jiff::Timestamp;

use crate::message::Message;

/// The name of the log in a data folder.
pub const MESSAGES_FILE: &str = "messages.csv";

/// The columns of the log, in their order. Both times are UTC.
pub const COLUMNS: [&str; 6] = ["id", "sent_at", "from", "to", "text", "read_at"];

/// Why the log cannot be used. Each message is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be opened, read or written.
    #[error("{0}: cannot be used as the message log: {1}; check it and its folder")]
    Io(PathBuf, io::Error),
    /// The first line is another table's.
    #[error(
        "{0}:1: the columns must be id,sent_at,from,to,text,read_at; move the file away, and a new one is begun"
    )]
    Header(PathBuf),
    /// A row is not one of the log's.
    #[error("{0}:{1}: not a row of the message log; mend or remove the line")]
    Row(PathBuf, u64),
}

/// A message that has been read, and when.
#[derive(Debug)]
pub struct Row {
    /// What was read.
    pub message: Arc<Message>,
    /// When the server had the evidence.
    pub read_at: Timestamp,
}

/// The open log. [`MessageLog::close`] it, or the last rows may not be written.
#[derive(Debug)]
pub struct MessageLog {
    rows: Sender<Vec<Row>>,
    writer: JoinHandle<Result<(), LogError>>,
    last_id: u64,
}

impl MessageLog {
    /// Opens the log of a data folder, or begins one, and starts its thread.
    ///
    /// # Errors
    /// See [`LogError`]: every row that is there already is checked.
    pub fn open(data: &Path) -> Result<Self, LogError> {
        let path = data.join(MESSAGES_FILE);
        let fail = |error| LogError::Io(path.clone(), error);
        if path.exists() && !path.is_file() {
            return Err(fail(io::Error::other("not a regular file")));
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fail)?;
        let last_id = last_id(&file, &path)?;
        begin(&mut file).map_err(fail)?;
        let (rows, queue) = mpsc::channel();
        let writer = Writer {
            file,
            path: path.clone(),
            unwritten: Vec::new(),
        };
        let writer = thread::Builder::new()
            .name("message-log".to_owned())
            .spawn(move || writer.run(&queue))
            .map_err(fail)?;
        Ok(Self {
            rows,
            writer,
            last_id,
        })
    }

    /// The highest number of any message in the log when it was opened; 0 where there was none.
    pub fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Hands rows to the writer's thread. Never waits for the disk.
    pub fn append(&self, rows: Vec<Row>) {
        if self.rows.send(rows).is_err() {
            log::error!("the message log's thread has ended; rows are lost");
        }
    }

    /// Writes what is left and ends the thread.
    ///
    /// # Errors
    /// [`LogError::Io`] where rows could not be written.
    pub fn close(self) -> Result<(), LogError> {
        drop(self.rows);
        self.writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Checks what is there, and finds the highest number in it.
fn last_id(file: &File, path: &Path) -> Result<u64, LogError> {
    let mut reader = csv::Reader::from_reader(file);
    let header = reader
        .byte_headers()
        .map_err(|_| LogError::Header(path.to_owned()))?;
    if !header.is_empty() && header != COLUMNS.as_slice() {
        return Err(LogError::Header(path.to_owned()));
    }
    let mut last = 0;
    let mut line = 1;
    for record in reader.records() {
        let row_error = || LogError::Row(path.to_owned(), line + 1);
        let record = record.map_err(|error| {
            LogError::Row(
                path.to_owned(),
                error.position().map_or(line + 1, csv::Position::line),
            )
        })?;
        // The next message gets the next number, so there must be one.
        let id = record[0].parse().ok().filter(|id| *id < u64::MAX);
        last = last.max(id.ok_or_else(row_error)?);
        line = record.position().map_or(line, csv::Position::line);
    }
    Ok(last)
}

/// Leaves the file ready for the next row: with its header, and at the beginning of a line.
fn begin(file: &mut File) -> io::Result<()> {
    let length = file.metadata()?.len();
    if length == 0 {
        return file.write_all(&table(&[COLUMNS.map(Cow::from)])?);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" {
        return Ok(());
    }
    file.write_all(b"\n")
}

/// Rows as CSV (RFC 4180, with LF).
fn table<'a>(rows: impl IntoIterator<Item = &'a [Cow<'a, str>; 6]>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.as_bytes()))?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

struct Writer {
    file: File,
    path: PathBuf,
    /// What a full disk did not take; it goes first next time.
    unwritten: Vec<u8>,
}

impl Writer {
    /// Writes until every sender is gone.
    fn run(mut self, queue: &Receiver<Vec<Row>>) -> Result<(), LogError> {
        while let Ok(first) = queue.recv() {
            let rows: Vec<Row> = first
                .into_iter()
                .chain(queue.try_iter().flatten())
                .collect();
            if let Err(error) = self.write(&rows) {
                log::error!(
                    "{}: {error}; the rows are kept for the next write",
                    self.path.display()
                );
            }
        }
        self.write(&[])
            .map_err(|error| LogError::Io(self.path, error))
    }

    fn write(&mut self, rows: &[Row]) -> io::Result<()> {
        let cells: Vec<_> = rows.iter().map(cells).collect();
        self.unwritten.extend(table(&cells)?);
        let good = self.file.metadata()?.len();
        if let Err(error) = self.file.write_all(&self.unwritten) {
            // Half a row must not stand before the whole one.
            self.file.set_len(good)?;
            self.file.seek(SeekFrom::End(0))?;
            return Err(error);
        }
        self.unwritten.clear();
        Ok(())
    }
}

fn cells(row: &Row) -> [Cow<'_, str>; 6] {
    let message = &row.message;
    [
        message.id.to_string().into(),
        format!("{:.3}", message.accepted_at).into(),
        message.from.as_str().into(),
        message.to.as_str().into(),
        inert(message.text()),
        format!("{:.3}", row.read_at).into(),
    ]
}

/// A text as a spreadsheet may see it: one that it would run as a formula has a `'` before it. A
/// text that begins with `'` gets one more, so that the first can always be taken away again.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\'']) {
        return format!("'{text}").into();
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Draft;
    use std::fs;

    fn append(data: &Path, id: u64, text: &str) {
        let at: Timestamp = "2026-11-22T18:05:00.123Z".parse().unwrap();
        let draft = Draft {
            to: "bia".parse().unwrap(),
            text: text.to_owned(),
        };
        let message = Arc::new(Message::new(id, at, "ana".parse().unwrap(), draft));
        let log = MessageLog::open(data).unwrap();
        log.append(vec![Row {
            message,
            read_at: at,
        }]);
        log.close().unwrap();
    }

    fn content(data: &Path) -> Vec<String> {
        fs::read_to_string(data.join(MESSAGES_FILE))
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_header_is_written_once_and_rows_are_appended() {
        let data = tempfile::tempdir().unwrap();
        append(data.path(), 1, "até já");
        append(data.path(), 2, "a \"b\", c");
        let times = "2026-11-22T18:05:00.123Z";
        assert_eq!(
            content(data.path()),
            [
                "id,sent_at,from,to,text,read_at".to_owned(),
                format!("1,{times},ana,bia,até já,{times}"),
                format!("2,{times},ana,bia,\"a \"\"b\"\", c\",{times}"),
            ]
        );
        assert_eq!(MessageLog::open(data.path()).unwrap().last_id(), 2);
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_made_inert() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'quoted"] {
            assert_eq!(inert(text), format!("'{text}"));
        }
        assert_eq!(inert("1=1"), "1=1");
    }

    #[test]
    fn a_row_after_a_torn_one_stands_on_its_own_line() {
        let data = tempfile::tempdir().unwrap();
        append(data.path(), 1, "oi");
        let torn = fs::read_to_string(data.path().join(MESSAGES_FILE)).unwrap();
        fs::write(data.path().join(MESSAGES_FILE), torn.trim_end()).unwrap();
        append(data.path(), 2, "oi");
        assert_eq!(content(data.path()).len(), 3);
    }

    #[test]
    fn another_table_stops_and_is_named() {
        for (content, message) in [
            ("login\nana\n", ":1: the columns must be"),
            (
                "id,sent_at,from,to,text,read_at\n1,x,ana,bia\n",
                ":2: not a row",
            ),
            (
                "id,sent_at,from,to,text,read_at\nx,x,ana,bia,oi,x\n",
                ":2: not a row",
            ),
        ] {
            let data = tempfile::tempdir().unwrap();
            fs::write(data.path().join(MESSAGES_FILE), content).unwrap();
            let error = MessageLog::open(data.path()).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
