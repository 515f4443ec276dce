//! The user base: who may log in, read from a CSV file when the server starts, and only then.
//!
//! Section 2 of the protocol page: the file has a header whose first column is `login` (or
//! `usuario`); the header is not a user. Section 7: the column `password`, where there is one, has
//! the hash of each user's password, or nothing. Other columns are kept as they are when the file
//! is changed.

mod error;
mod lock;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::password::StoredHash;
use crate::protocol::Login;
pub use error::UsersError;
use reading::{Place, read, read_hash, read_header, read_login};

/// The name of the user base in a data folder.
pub const USERS_FILE: &str = "users.csv";

/// The column of the hashes.
const PASSWORD_COLUMN: &str = "password";

/// Where that column is put if there is none yet.
const PASSWORD_PLACE: usize = 1;

/// The users of a server, in the order of their file.
#[derive(Debug)]
pub struct Users {
    path: PathBuf,
    header: StringRecord,
    rows: Vec<Row>,
}

/// A user, and the row as it stands in the file.
struct Row {
    login: Login,
    hash: Option<StoredHash>,
    record: StringRecord,
}

impl Users {
    /// Reads the user base of a data folder.
    ///
    /// A byte order mark, CRLF line ends, blank lines and further columns are accepted.
    ///
    /// # Errors
    /// See [`UsersError`]: nothing is skipped, one wrong row stops the start.
    pub fn load(data: &Path) -> Result<Self, UsersError> {
        let path = data.join(USERS_FILE);
        let content = read(&path)?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(&content[..]);
        let place = Place {
            path: &path,
            content: &content,
        };
        let header = read_header(&mut reader, &place)?;
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        for record in reader.records() {
            let record = record.map_err(|error| place.row_error(&error))?;
            let login = read_login(&record, &place, &mut seen)?;
            let hash = read_hash(&header, &record, &login, &place)?;
            rows.push(Row {
                login,
                hash,
                record,
            });
        }
        Ok(Self { path, header, rows })
    }

    /// The user base of a data folder, empty where there is none yet.
    ///
    /// # Errors
    /// As [`Users::load`], except for a missing file.
    pub fn load_or_new(data: &Path) -> Result<Self, UsersError> {
        match Self::load(data) {
            Err(UsersError::Missing(path)) => Ok(Self {
                path,
                header: StringRecord::from(vec!["login"]),
                rows: Vec::new(),
            }),
            loaded => loaded,
        }
    }

    /// Changes the user base of a data folder; makes both where there is none yet. Waits until nobody
    /// else changes it, and nobody does before this change is saved: so `act` should not ask a person.
    ///
    /// # Errors
    /// As [`Users::load`] and [`Users::save`], and those of `act`, after which nothing is saved.
    pub fn change(
        data: &Path,
        act: impl FnOnce(&mut Self) -> Result<(), UsersError>,
    ) -> Result<(), UsersError> {
        let unlockable = |error| UsersError::Unwritable(data.join(lock::LOCK_FILE), error);
        let _lock = lock::lock(data).map_err(unlockable)?;
        let mut users = Self::load_or_new(data)?;
        act(&mut users)?;
        users.save()
    }

    /// Every login, in the order of the file.
    pub fn logins(&self) -> impl Iterator<Item = &Login> {
        self.rows.iter().map(|row| &row.login)
    }

    /// The hashes of those users who have a password.
    pub fn passwords(&self) -> impl Iterator<Item = (Login, StoredHash)> {
        let hash = |row: &Row| Some((row.login.clone(), row.hash.clone()?));
        self.rows.iter().filter_map(hash)
    }

    /// The users who have no password.
    pub fn without_password(&self) -> impl Iterator<Item = &Login> {
        let rows = self.rows.iter().filter(|row| row.hash.is_none());
        rows.map(|row| &row.login)
    }

    /// Whether every user has a password.
    pub fn all_have_passwords(&self) -> bool {
        self.without_password().next().is_none()
    }

    /// Adds a user; the other columns stay empty.
    ///
    /// # Errors
    /// [`UsersError::Duplicate`] where the login is there already.
    pub fn add(&mut self, login: Login) -> Result<(), UsersError> {
        if self.logins().any(|it| *it == login) {
            return Err(UsersError::Duplicate(
                self.path.display().to_string(),
                login,
            ));
        }
        let mut record = StringRecord::from(vec![login.as_str()]);
        (1..self.header.len()).for_each(|_| record.push_field(""));
        self.rows.push(Row {
            login,
            hash: None,
            record,
        });
        Ok(())
    }

    /// Removes a user.
    ///
    /// # Errors
    /// [`UsersError::Unknown`] where there is no such user.
    pub fn remove(&mut self, login: &Login) -> Result<(), UsersError> {
        let index = self.index_of(login)?;
        self.rows.remove(index);
        Ok(())
    }

    /// Gives a user a password, or takes it away.
    ///
    /// # Errors
    /// [`UsersError::Unknown`] where there is no such user.
    pub fn set_password(
        &mut self,
        login: &Login,
        hash: Option<StoredHash>,
    ) -> Result<(), UsersError> {
        let index = self.index_of(login)?;
        let column = match column_of(&self.header) {
            Some(column) => column,
            None if hash.is_none() => return Ok(()),
            None => self.add_password_column(),
        };
        let row = &mut self.rows[index];
        let cell = hash.as_ref().map(ToString::to_string);
        row.record = with_cell(&row.record, column, &cell.unwrap_or_default());
        row.hash = hash;
        Ok(())
    }

    /// Makes sure that there is such a user.
    ///
    /// # Errors
    /// [`UsersError::Unknown`] where there is none.
    pub fn find(&self, login: &Login) -> Result<(), UsersError> {
        self.index_of(login).map(drop)
    }

    fn index_of(&self, login: &Login) -> Result<usize, UsersError> {
        let found = self.rows.iter().position(|row| row.login == *login);
        found.ok_or_else(|| UsersError::Unknown {
            users: self.path.clone(),
            login: login.clone(),
        })
    }

    fn add_password_column(&mut self) -> usize {
        insert(&mut self.header, PASSWORD_COLUMN);
        for row in &mut self.rows {
            insert(&mut row.record, "");
        }
        PASSWORD_PLACE
    }

    /// Writes the user base to its file: a new file first, which then takes the old one's name, so
    /// that nobody ever reads half of it. What somebody else has saved since this was loaded is lost;
    /// [`Users::change`] prevents that.
    ///
    /// # Errors
    /// [`UsersError::Unwritable`], with the old file untouched.
    pub fn save(&self) -> Result<(), UsersError> {
        writing::write(self).map_err(|error| UsersError::Unwritable(self.path.clone(), error))
    }
}

/// Where the column of the hashes is.
fn column_of(header: &StringRecord) -> Option<usize> {
    header.iter().position(|name| name == PASSWORD_COLUMN)
}

/// The row with another text in one of its columns, which a short row may not have yet.
fn with_cell(record: &StringRecord, column: usize, text: &str) -> StringRecord {
    let mut cells: Vec<&str> = record.iter().collect();
    cells.resize(cells.len().max(column + 1), "");
    cells[column] = text;
    StringRecord::from(cells)
}

/// Puts a cell into the place of the password column.
fn insert(record: &mut StringRecord, text: &str) {
    let mut cells: Vec<&str> = record.iter().collect();
    cells.insert(PASSWORD_PLACE, text);
    *record = StringRecord::from(cells);
}

/// Without the record, in which the hash is.
impl fmt::Debug for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.login.fmt(out)
    }
}
