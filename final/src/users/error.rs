//! What is wrong with a user base, in words.

use std::io;
use std::path::{Path, PathBuf};

use argon2::password_hash;

use crate::password::BadHash;
use crate::protocol::{BadLogin, Login};

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
    /// A cell goes on in the next line, as no name does: most likely it swallows users.
    #[error(
        "{0}:{1}: a cell goes on in the next line: a quotation mark is opened and not closed; mend the line"
    )]
    Unclosed(PathBuf, u64),
    /// A row's first column is no login.
    #[error("{0}:{1}: {2:?} cannot be a login: {3}")]
    Login(PathBuf, u64, String, BadLogin),
    /// Two columns claim to have the hashes.
    #[error("{0}:1: there are two columns named password; remove or rename one")]
    TwoPasswordColumns(PathBuf),
    /// A row's password column has something else than a hash.
    #[error("{}:{line}: {why}; {}", users.display(), how_to("empty it, and set it", &format!("passwd {login}"), users))]
    Password {
        /// The user base.
        users: PathBuf,
        /// The line in it.
        line: u64,
        /// Whose row it is.
        login: Login,
        /// What is wrong.
        why: BadHash,
    },
    /// A password cannot be hashed.
    #[error("cannot hash the password: {0}; nothing has changed")]
    Hash(#[from] password_hash::Error),
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
