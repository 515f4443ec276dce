//! The user base: who may log in, read from a CSV file when the server starts, and only then.
//!
//! Section 2 of the protocol page: the file has a header whose first column is `login` (or
//! `usuario`); the header is not a user. Other columns are kept as they are when the file is
//! changed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::protocol::{BadLogin, Login};

/// The name of the user base in a data folder.
pub const USERS_FILE: &str = "users.csv";

/// What the first column may be called.
const LOGIN_COLUMNS: [&str; 2] = ["login", "usuario"];

/// The users of a server, in the order of their file.
#[derive(Debug)]
pub struct Users {
    path: PathBuf,
    header: StringRecord,
    rows: Vec<(Login, StringRecord)>,
}

/// Why a user base cannot be used. Each message is one line that names the file, the line where
/// there is one, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    /// There is no such file.
    #[error("{}: there is no user base; {}", .0.display(), how_to("add the first user", "add LOGIN", .0))]
    Missing(PathBuf),
    /// It is a folder, a pipe or a device.
    #[error("{0}: not a regular file; name a folder that holds a users.csv with --data")]
    NotAFile(PathBuf),
    /// The file cannot be read.
    #[error("{0}: cannot be read: {1}; check its permissions")]
    Unreadable(PathBuf, io::Error),
    /// The file cannot be written.
    #[error("{0}: cannot be written: {1}; check the permissions of its folder")]
    Unwritable(PathBuf, io::Error),
    /// The first line does not name the column of the logins.
    #[error("{0}:1: the first column must be named login; write it above the users")]
    Header(PathBuf),
    /// A row is not CSV in UTF-8.
    #[error("{0}:{1}: not a row of CSV in UTF-8; mend or remove the line")]
    Row(PathBuf, u64),
    /// A row's first column is no login.
    #[error("{0}:{1}: {2:?} cannot be a login: {3}")]
    Login(PathBuf, u64, String, BadLogin),
    /// A login that stands in an earlier row, or is to be added once more.
    #[error("{0}: the login {1} is there already; each user has one row")]
    Duplicate(String, Login),
    /// A login to be removed is not there.
    #[error("{}: there is no user {login}; {}", users.display(), how_to("list them", "list", users))]
    Unknown {
        /// The user base.
        users: PathBuf,
        /// Who is not there.
        login: Login,
    },
}

/// The command that helps with a user base, with the folder in which it is.
fn how_to(what: &str, command: &str, users: &Path) -> String {
    let data = users.parent().unwrap_or(users).display();
    format!("{what} with: cargo server user {command} --data {data}")
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

fn read(path: &Path) -> Result<Vec<u8>, UsersError> {
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

fn read_header(
    reader: &mut csv::Reader<&[u8]>,
    place: &Place<'_>,
) -> Result<StringRecord, UsersError> {
    let header = reader.headers().map_err(|error| place.row_error(&error))?;
    let first = header.get(0).unwrap_or_default();
    if !LOGIN_COLUMNS.contains(&first) {
        return Err(UsersError::Header(place.path.to_owned()));
    }
    Ok(header.clone())
}

fn read_login(
    record: &StringRecord,
    place: &Place<'_>,
    seen: &mut HashSet<Login>,
) -> Result<Login, UsersError> {
    let text = record.get(0).unwrap_or_default();
    let line = place.line(record.position());
    let path = place.path;
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

/// Finds the line of a row, for people.
struct Place<'a> {
    path: &'a Path,
    content: &'a [u8],
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

    fn row_error(&self, error: &csv::Error) -> UsersError {
        UsersError::Row(self.path.to_owned(), self.line(error.position()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(content: &[u8]) -> Result<Vec<String>, String> {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(USERS_FILE), content).unwrap();
        let users = Users::load(data.path()).map_err(|error| {
            error
                .to_string()
                .replace(&data.path().display().to_string(), "data")
                .replace('\\', "/")
        })?;
        Ok(users.logins().map(Login::to_string).collect())
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let both = Ok(vec!["ana".to_owned(), "bia".to_owned()]);
        assert_eq!(load(b"login\nana\nbia\n"), both);
        assert_eq!(load(b"usuario\nana\nbia"), both);
        assert_eq!(load(b"\xef\xbb\xbflogin\r\nana\r\n\r\nbia\r\n"), both);
        assert_eq!(
            load(b"login,name,\nana,\"Ana, a primeira\"\nbia,Bia,x,y\n\n"),
            both
        );
        assert_eq!(load(b"login\n"), Ok(vec![]));
    }

    #[test]
    fn a_wrong_row_stops_and_is_named() {
        for (content, message) in [
            (
                &b"ana\nbia\n"[..],
                "data/users.csv:1: the first column must be named login",
            ),
            (
                b"",
                "data/users.csv:1: the first column must be named login",
            ),
            (
                b"login\nana\nANA\n",
                "data/users.csv:3: \"ANA\" cannot be a login",
            ),
            (
                b"login\n\nana\nana\n",
                "data/users.csv:4: the login ana is there already",
            ),
            (
                b"login\nana\n\xff\xfe\n",
                "data/users.csv:3: not a row of CSV in UTF-8",
            ),
        ] {
            let error = load(content).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn what_is_no_file_stops() {
        let data = tempfile::tempdir().unwrap();
        assert!(matches!(
            Users::load(data.path()),
            Err(UsersError::Missing(_))
        ));
        fs::create_dir(data.path().join(USERS_FILE)).unwrap();
        assert!(matches!(
            Users::load(data.path()),
            Err(UsersError::NotAFile(_))
        ));
    }

    #[test]
    fn a_change_keeps_the_other_columns() {
        let data = tempfile::tempdir().unwrap();
        fs::write(
            data.path().join(USERS_FILE),
            "login,name\nana,\"Ana, a primeira\"\nbia,Bia\n",
        )
        .unwrap();
        let mut users = Users::load(data.path()).unwrap();
        users.add("caio".parse().unwrap()).unwrap();
        users.remove(&"bia".parse().unwrap()).unwrap();
        assert!(matches!(
            users.add("ana".parse().unwrap()),
            Err(UsersError::Duplicate(..))
        ));
        assert!(matches!(
            users.remove(&"bia".parse().unwrap()),
            Err(UsersError::Unknown { .. })
        ));
        users.save().unwrap();
        let written = fs::read_to_string(data.path().join(USERS_FILE)).unwrap();
        assert_eq!(written, "login,name\nana,\"Ana, a primeira\"\ncaio,\n");
    }
}
