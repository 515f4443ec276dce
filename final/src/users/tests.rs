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
