//! The user base: who may log in, read from a CSV file when the server starts, and only then.
//!
//! Section 2 of the protocol page: the file has a header whose first column is `login` (or
//! `usuario`); the header is not a user. Other columns are kept as they are when the file is
//! changed.

mod error;
mod reading;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::protocol::Login;
pub use error::UsersError;
use reading::{Place, read, read_header, read_login};

/// The name of the user base in a data folder.
pub const USERS_FILE: &str = "users.csv";

/// The users of a server, in the order of their file.
#[derive(Debug)]
pub struct Users {
    path: PathBuf,
    header: StringRecord,
    rows: Vec<(Login, StringRecord)>,
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
            rows.push((read_login(&record, &place, &mut seen)?, record));
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

    /// Every login, in the order of the file.
    pub fn logins(&self) -> impl Iterator<Item = &Login> {
        self.rows.iter().map(|(login, _)| login)
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
        self.rows.push((login, record));
        Ok(())
    }

    /// Removes a user.
    ///
    /// # Errors
    /// [`UsersError::Unknown`] where there is no such user.
    pub fn remove(&mut self, login: &Login) -> Result<(), UsersError> {
        let before = self.rows.len();
        self.rows.retain(|(it, _)| it != login);
        if self.rows.len() == before {
            return Err(UsersError::Unknown {
                users: self.path.clone(),
                login: login.clone(),
            });
        }
        Ok(())
    }

    /// Writes the user base to its file: a new file first, which then takes the old one's name, so
    /// that nobody ever reads half of it.
    ///
    /// # Errors
    /// [`UsersError::Unwritable`], with the old file untouched.
    pub fn save(&self) -> Result<(), UsersError> {
        self.write_new()
            .map_err(|error| UsersError::Unwritable(self.path.clone(), error))
    }

    fn write_new(&self) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Where the name is a link, the file behind it is replaced.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(folder))?;
        if let Ok(former) = fs::metadata(&path) {
            file.as_file().set_permissions(former.permissions())?;
        }
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        writer.write_record(&self.header)?;
        for (_, record) in &self.rows {
            writer.write_record(record)?;
        }
        let file = writer
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        Ok(())
    }
}
