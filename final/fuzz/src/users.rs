//! Reading a user base.

use std::collections::HashSet;
use std::fs;

use meu_mensageiro::users::{USERS_FILE, Users};

use super::login::is_login;

/// Any bytes are a user base or a mistake that is named in one line. What is read is the same after
/// it has been saved, with every column, and saving it again changes nothing.
pub fn check(content: &[u8]) {
    let data = tempfile::tempdir().expect("a folder");
    let path = data.path().join(USERS_FILE);
    fs::write(&path, content).expect("a file");
    let users = match Users::load(data.path()) {
        Ok(users) => users,
        Err(error) => return assert_eq!(error.to_string().lines().count(), 1),
    };
    let logins = logins(&users);
    assert!(logins.iter().all(|login| is_login(login.as_bytes())));
    assert_eq!(logins.iter().collect::<HashSet<_>>().len(), logins.len());

    users.save().expect("saved");
    let saved = fs::read(&path).expect("a file");
    assert_eq!(cells(&saved), cells(content));
    let again = Users::load(data.path()).expect("what was saved is read");
    assert_eq!(self::logins(&again), logins);
    again.save().expect("saved");
    assert_eq!(fs::read(&path).expect("a file"), saved);
}

fn logins(users: &Users) -> Vec<String> {
    users.logins().map(ToString::to_string).collect()
}

fn cells(content: &[u8]) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .flexible(true)
        .has_headers(false)
        .from_reader(content);
    reader
        .into_records()
        .map(|row| row.expect("a row"))
        .collect()
}
