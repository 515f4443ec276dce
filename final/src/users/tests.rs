use std::fs;
use std::path::Path;

use super::*;
use crate::password::Password;

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

/// A hash that costs little to check; its password is `password`.
const HASH: &str =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

fn with_passwords(content: &str) -> Vec<String> {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join(USERS_FILE), content).unwrap();
    let users = Users::load(data.path()).unwrap();
    assert!(!format!("{users:?}").contains("argon2"));
    users
        .passwords()
        .map(|(login, _)| login.to_string())
        .collect()
}

#[test]
fn the_password_column_is_found_by_its_name() {
    assert_eq!(
        with_passwords(&format!("login,password\nana,\"{HASH}\"\nbia,\ncaio\n")),
        ["ana"]
    );
    assert_eq!(
        with_passwords(&format!(
            "usuario,name,password\nana,Ana,\nbia,Bia,\"{HASH}\"\n"
        )),
        ["bia"]
    );
    assert!(with_passwords(&format!("login,Password\nana,\"{HASH}\"\n")).is_empty());
}

#[test]
fn what_is_no_hash_stops_and_is_not_repeated() {
    for (cell, said) in [
        ("segredo", "is not a whole Argon2id hash"),
        // Without quotation marks it is four columns.
        (HASH, "is not a whole Argon2id hash"),
        (
            &format!("\"{}\"", HASH.replace("m=256", "m=4194304")),
            "costs more than",
        ),
        (
            &format!("\"{}\"", HASH.replace("2id", "2d")),
            "not of Argon2id",
        ),
    ] {
        let content = format!("login,password\nana,\n\nbia,{cell}\n");
        let error = load(content.as_bytes()).unwrap_err();
        assert!(
            error.starts_with("data/users.csv:4: the password"),
            "{error}"
        );
        assert!(
            error.contains(said) && error.contains("user passwd bia"),
            "{error}"
        );
        assert!(
            !error.contains("segredo") && !error.contains('$'),
            "{error}"
        );
    }
    let error = load(b"login,password,password\nana,,\n").unwrap_err();
    assert!(error.contains("two columns named password"), "{error}");
}

fn hash_of(text: &str) -> StoredHash {
    StoredHash::of(&Password::new(text.as_bytes()).unwrap()).unwrap()
}

/// Sets ana's password in the file, or removes it; returns the hash that is then in it.
fn set(data: &Path, password: Option<&str>) -> Option<String> {
    let hash = password.map(hash_of);
    let ana = "ana".parse().unwrap();
    Users::change(data, |users| users.set_password(&ana, hash)).unwrap();
    let written = Users::load(data).unwrap();
    let first = written.passwords().next();
    first.map(|(_, hash)| hash.to_string())
}

#[test]
fn a_password_is_set_changed_and_removed_and_the_rest_stays() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join(USERS_FILE);
    let before = "login,name\nana,\"Ana, a primeira\"\nbia,Bia\ncaio\n";
    fs::write(&file, before).unwrap();
    assert_eq!(set(data.path(), None), None);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    let one = set(data.path(), Some("one")).unwrap();
    let other = set(data.path(), Some("other")).unwrap();
    assert_ne!(one, other);
    let rest = "\"Ana, a primeira\"\nbia,,Bia\ncaio,\n";
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!("login,password,name\nana,\"{other}\",{rest}")
    );
    assert_eq!(set(data.path(), None), None);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!("login,password,name\nana,,{rest}")
    );
}

#[cfg(unix)] // elsewhere a file has no such mode
#[test]
fn a_file_with_hashes_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let data = tempfile::tempdir().unwrap();
    let file = data.path().join(USERS_FILE);
    fs::write(&file, "login\nana\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    let mut users = Users::load(data.path()).unwrap();
    users.save().unwrap();
    assert_eq!(mode(), 0o644);
    let ana = "ana".parse().unwrap();
    users.set_password(&ana, Some(hash_of("segredo"))).unwrap();
    users.save().unwrap();
    assert_eq!(mode(), 0o600);
}
