//! Verifies the files of a data folder without changing anything: `mensageiro-server check`.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::StoreError;
use crate::data_folder;
use crate::journal::{JOURNAL_FILE, Journal, JournalError, Recovered};
use crate::message_log::{LogError, MESSAGES_FILE, Rows, read_rows};

/// What a folder holds. Displayed as one line, and one for each thing that the next start mends.
#[derive(Debug, PartialEq, Eq)]
pub struct Account {
    /// The folder.
    pub data: PathBuf,
    /// How many messages have been accepted since the journal was first begun.
    pub accepted: u64,
    /// How many of them have been read.
    pub read: u64,
    /// How many of them are unread.
    pub unread: u64,
    /// How many rows the message log has.
    pub rows: u64,
    /// How many rows the next start adds to the log.
    pub missing_rows: u64,
    /// How many bytes of the journal the next start sets aside: a write that was cut off.
    pub torn_journal: u64,
    /// How many bytes of the log the next start sets aside.
    pub torn_log: u64,
}

/// Verifies the journal and the message log of a folder on which no server runs.
///
/// # Errors
/// [`StoreError`] where a server could not start on it, or where the log lacks rows or has one
/// twice.
pub fn check(data: &Path) -> Result<Account, StoreError> {
    let still = data_folder::keep_still(data)?;
    let journal = data.join(JOURNAL_FILE);
    let log = data.join(MESSAGES_FILE);
    let recovered = Journal::recover(&journal)?.ok_or_else(|| missing(journal, still.as_ref()))?;
    // What the start looks at, and then everything.
    let since = read_rows(&log, Some(recovered.header.log_length))?;
    let all = read_rows(&log, None)?;
    let account = count(data, &recovered, &since, &all);
    if let Some((line, offset)) = all.broken
        && offset < recovered.header.log_length
    {
        return Err(LogError::Row(log, line).into());
    }
    if let Some(id) = all.repeated {
        return Err(LogError::Repeated(log, id).into());
    }
    if account.rows + account.missing_rows < account.read {
        let missing = account.read - account.rows - account.missing_rows;
        return Err(LogError::Missing(log, missing).into());
    }
    Ok(account)
}

/// Where a server has used the folder, there was a journal.
fn missing(journal: PathBuf, lock: Option<&File>) -> JournalError {
    let was_used = |lock: &File| lock.metadata().is_ok_and(|found| found.len() > 0);
    if lock.is_some_and(was_used) {
        JournalError::Missing(journal)
    } else {
        JournalError::None(journal)
    }
}

fn count(data: &Path, recovered: &Recovered, since: &Rows, all: &Rows) -> Account {
    let read = recovered.header.read + recovered.read.len() as u64;
    let unread = recovered.unread.len() as u64;
    let has_row = |id: &u64| since.ids.contains(id);
    let missing = recovered
        .read
        .iter()
        .filter(|row| !has_row(&row.message.id));
    Account {
        data: data.to_owned(),
        accepted: read + unread,
        read,
        unread,
        rows: all.count,
        missing_rows: missing.count() as u64,
        torn_journal: recovered.torn().map_or(0, |torn| torn.end - torn.start),
        torn_log: since.broken.map_or(0, |(_, offset)| since.length - offset),
    }
}

impl fmt::Display for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data.display();
        write!(
            out,
            "{data}: accepted {}, read {}, unread {}; rows in {MESSAGES_FILE} {}",
            self.accepted, self.read, self.unread, self.rows
        )?;
        if self.torn_journal > 0 {
            let bytes = self.torn_journal;
            write!(
                out,
                "\n{data}/{JOURNAL_FILE}: the last write was cut off; the next start sets its {bytes} bytes aside"
            )?;
        }
        if self.torn_log > 0 {
            let bytes = self.torn_log;
            write!(
                out,
                "\n{data}/{MESSAGES_FILE}: torn at its end; the next start sets {bytes} bytes aside"
            )?;
        }
        if self.missing_rows > 0 {
            let rows = self.missing_rows;
            write!(
                out,
                "\n{data}/{MESSAGES_FILE}: the next start adds missing rows: {rows}"
            )?;
        }
        let by_hand = (self.rows + self.missing_rows).saturating_sub(self.read);
        if by_hand > 0 {
            write!(
                out,
                "\n{data}/{MESSAGES_FILE}: rows that the server did not write: {by_hand}"
            )?;
        }
        Ok(())
    }
}
