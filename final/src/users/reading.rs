//! Reads the parts of a user base, and says where one is wrong.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use csv::StringRecord;

use super::{PASSWORD_COLUMN, UsersError, column_of};
use crate::password::StoredHash;
use crate::protocol::Login;

/// What the first column may be called.
const LOGIN_COLUMNS: [&str; 2] = ["login", "usuario"];

pub(super) fn read(path: &Path) -> Result<Vec<u8>, UsersError> {
    let unreadable = |error| UsersError::Unreadable(path.to_owned(), error);
    // Looked at before it is opened: opening a pipe would wait for somebody who writes into it.
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(UsersError::Missing(path.to_owned()))
        }
        Err(error) => Err(unreadable(error)),
        Ok(found) if !found.is_file() => Err(UsersError::NotAFile(path.to_owned())),
        Ok(_) => fs::read(path).map_err(unreadable),
    }
}

pub(super) fn read_header(
    reader: &mut csv::Reader<&[u8]>,
    place: &Place<'_>,
) -> Result<StringRecord, UsersError> {
    let header = reader.headers().map_err(|error| place.row_error(&error))?;
    let first = header.get(0).unwrap_or_default();
    if !LOGIN_COLUMNS.contains(&first) {
        return Err(UsersError::Header(place.path.to_owned()));
    }
    if header
        .iter()
        .filter(|name| *name == PASSWORD_COLUMN)
        .count()
        > 1
    {
        return Err(UsersError::TwoPasswordColumns(place.path.to_owned()));
    }
    Ok(header.clone())
}

pub(super) fn read_login(
    record: &StringRecord,
    place: &Place<'_>,
    seen: &mut HashSet<Login>,
) -> Result<Login, UsersError> {
    let text = record.get(0).unwrap_or_default();
    let line = place.line(record.position());
    let path = place.path;
    if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
        return Err(UsersError::Unclosed(path.to_owned(), line));
    }
    let login: Login = text
        .parse()
        .map_err(|error| UsersError::Login(path.to_owned(), line, text.to_owned(), error))?;
    if !seen.insert(login.clone()) {
        return Err(UsersError::Duplicate(
            format!("{}:{line}", path.display()),
            login,
        ));
    }
    Ok(login)
}

/// The hash of a user's password; none where there is no such column, or nothing in it.
pub(super) fn read_hash(
    header: &StringRecord,
    record: &StringRecord,
    login: &Login,
    place: &Place<'_>,
) -> Result<Option<StoredHash>, UsersError> {
    let cell = column_of(header).and_then(|column| record.get(column));
    let Some(text) = cell.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let hash = StoredHash::parse(text).map_err(|why| UsersError::Password {
        users: place.path.to_owned(),
        line: place.line(record.position()),
        login: login.clone(),
        why,
    })?;
    Ok(Some(hash))
}

/// Finds the line of a row, for people.
pub(super) struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) content: &'a [u8],
}

impl Place<'_> {
    /// The parser counts the blank lines before a row as part of it; people do not.
    fn line(&self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| position.byte() as usize);
        let blank = self.content[start..]
            .iter()
            .take_while(|&&byte| matches!(byte, b'\r' | b'\n'));
        let before = &self.content[..start + blank.count()];
        1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64
    }

    pub(super) fn row_error(&self, error: &csv::Error) -> UsersError {
        UsersError::Row(self.path.to_owned(), self.line(error.position()))
    }
}
