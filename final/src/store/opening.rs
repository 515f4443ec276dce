//! How a store comes up: what the last run left is read, made whole, and the journal begun anew.
//!
//! A journal that is damaged, and a log that was cut, are refused before anything is changed. Each step can be cut off by a crash and is
//! then done again at the next start.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;

use super::StoreError;
use crate::data_folder::{self, DataFolder, FolderError, LOCK_FILE};
use crate::journal::{Durability, Header, JOURNAL_FILE, Journal, JournalError, Recovered};
use crate::message::Message;
use crate::message_log::{self, LogError, MESSAGES_FILE, MessageLog, Row, Rows};

/// Both files, open and in accordance, and what they say.
pub(super) struct Opened {
    pub(super) journal: Journal,
    pub(super) log: MessageLog,
    pub(super) header: Header,
    pub(super) unread: BTreeMap<u64, Arc<Message>>,
}

/// Opens the files of a folder.
pub(super) fn open(folder: &DataFolder, durability: Durability) -> Result<Opened, StoreError> {
    let path = folder.file(JOURNAL_FILE);
    let (log, header, unread) = match Journal::recover(&path)? {
        Some(recovered) => resume(folder, recovered)?,
        None => begin(folder)?,
    };
    let header = Header {
        log_length: log.length(),
        durability,
        ..header
    };
    // Without its rows the new checkpoint would not hold.
    log.sync()
        .map_err(|error| LogError::Io(folder.file(MESSAGES_FILE), error))?;
    let journal = Journal::begin(folder, header.clone(), unread.values())
        .and_then(|journal| folder.mark_used().map(|()| journal));
    Ok(Opened {
        journal: journal.map_err(|error| JournalError::Io(path, error))?,
        log,
        header,
        unread,
    })
}

type State = (MessageLog, Header, BTreeMap<u64, Arc<Message>>);

/// A folder without a journal: a new one, or one in which only a chapter's server has written.
fn begin(folder: &DataFolder) -> Result<State, StoreError> {
    let path = folder.file(MESSAGES_FILE);
    let lock_error = |error| FolderError::Io(folder.file(LOCK_FILE), error);
    if folder.was_used().map_err(lock_error)? {
        return Err(JournalError::Missing(folder.file(JOURNAL_FILE)).into());
    }
    let log = MessageLog::open(folder)?;
    let rows = message_log::read_rows(&path, None)?;
    if let Some((line, _)) = rows.broken {
        return Err(LogError::Row(path, line).into());
    }
    let header = Header {
        epoch: random_word(),
        next_id: rows.last + 1,
        log_length: log.length(),
        read: rows.count,
        durability: Durability::default(),
    };
    Ok((log, header, BTreeMap::new()))
}

fn resume(folder: &DataFolder, recovered: Recovered) -> Result<State, StoreError> {
    let checkpoint = recovered.header.log_length;
    let path = folder.file(MESSAGES_FILE);
    let rows = message_log::read_rows(&path, Some(checkpoint))?;
    // From here on things change.
    set_torn_end_aside(folder, &recovered)?;
    let mut log = MessageLog::open(folder)?;
    make_whole(folder, &mut log, &rows, &recovered).map_err(|error| LogError::Io(path, error))?;
    Ok(take_over(log, recovered, &rows))
}

fn set_torn_end_aside(folder: &DataFolder, recovered: &Recovered) -> Result<(), StoreError> {
    let Some(torn) = recovered.torn() else {
        return Ok(());
    };
    let path = folder.file(JOURNAL_FILE);
    let copy = || {
        let mut file = data_folder::open(&path)?.ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(torn.start))?;
        folder.set_aside(JOURNAL_FILE, file)
    };
    let aside = copy().map_err(|error| JournalError::Io(path.clone(), error))?;
    log::warn!(
        "{}: the last write was cut off, and nobody was promised anything of it; its {} bytes are kept in {}",
        path.display(),
        torn.end - torn.start,
        aside.display()
    );
    Ok(())
}

/// Cuts off what is no row, and adds the rows that are missing behind the checkpoint.
fn make_whole(
    folder: &DataFolder,
    log: &mut MessageLog,
    rows: &Rows,
    recovered: &Recovered,
) -> io::Result<()> {
    if let Some((_, offset)) = rows.broken {
        let aside = folder.set_aside(MESSAGES_FILE, log.tail(offset)?)?;
        log.cut(offset)?;
        log::warn!(
            "{}: what begins at byte {offset} is no row; all from there on is kept in {}, and the server's own rows are made again",
            folder.file(MESSAGES_FILE).display(),
            aside.display()
        );
    }
    log.write_again(recovered.header.log_length)?;
    let has_row = |row: &&Row| rows.ids.contains(&row.message.id);
    log.append(recovered.read.iter().filter(|row| !has_row(row)))
}

/// What the new journal is to say.
fn take_over(log: MessageLog, recovered: Recovered, rows: &Rows) -> State {
    let Recovered {
        header,
        mut unread,
        read,
        next_id,
        ..
    } = recovered;
    let before = unread.len();
    // A row says that its message was read, also where the journal is an older copy.
    unread.retain(|id, _| !rows.ids.contains(id));
    let is_older = rows.last >= next_id;
    let may_have_lost = header.durability == Durability::Os;
    let header = Header {
        // Numbers that somebody may have seen must not be used again under the same word.
        epoch: if is_older || may_have_lost {
            random_word()
        } else {
            header.epoch
        },
        next_id: next_id.max(rows.last + 1),
        read: header.read + (read.len() + before - unread.len()) as u64,
        ..header
    };
    (log, header, unread)
}

/// Differs from call to call and from process to process: std seeds its hasher from the system.
pub(super) fn random_word() -> String {
    format!("{:016x}", RandomState::new().hash_one(0))
}
