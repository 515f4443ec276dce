use super::*;

fn folder() -> (tempfile::TempDir, DataFolder) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = DataFolder::lock(temporary.path()).unwrap();
    (temporary, folder)
}

#[test]
fn a_folder_has_one_user_at_a_time() {
    let (temporary, folder) = folder();
    let second = DataFolder::lock(temporary.path());
    assert!(matches!(second, Err(FolderError::InUse(_))));
    assert!(keep_still(temporary.path()).is_err());
    drop(folder);
    let still = keep_still(temporary.path()).unwrap();
    assert!(keep_still(temporary.path()).is_ok());
    assert!(DataFolder::lock(temporary.path()).is_err());
    drop(still);
    assert!(DataFolder::lock(temporary.path()).is_ok());
}

#[test]
fn a_replaced_file_is_the_new_one_and_nothing_else_is_left() {
    let (temporary, folder) = folder();
    fs::write(temporary.path().join("a.new"), "left behind").unwrap();
    folder.replace("a", |file| file.write_all(b"one")).unwrap();
    folder.replace("a", |file| file.write_all(b"two")).unwrap();
    assert_eq!(fs::read(temporary.path().join("a")).unwrap(), b"two");
    assert!(!temporary.path().join("a.new").exists());
}

#[test]
fn what_is_set_aside_never_replaces_an_earlier_piece() {
    let (_temporary, folder) = folder();
    let first = folder.set_aside("a", &b"one"[..]).unwrap();
    let second = folder.set_aside("a", &b"two"[..]).unwrap();
    assert_eq!(fs::read(first).unwrap(), b"one");
    assert_eq!(fs::read(second).unwrap(), b"two");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_refused_and_files_are_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (temporary, folder) = folder();
    let at = |name: &str| temporary.path().join(name);
    fs::write(at("target"), "kept").unwrap();
    symlink(at("target"), at("link")).unwrap();
    fs::write(at("twice"), "").unwrap();
    fs::hard_link(at("twice"), at("again")).unwrap();
    nix::unistd::mkfifo(&at("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    for name in ["link", "twice", "pipe", "."] {
        assert!(open(&at(name)).is_err(), "{name}");
        assert!(open_or_create(&at(name)).is_err(), "{name}");
    }
    assert_eq!(fs::read(at("target")).unwrap(), b"kept");
    folder.replace("a", |_| Ok(())).unwrap();
    let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("a"), 0o600);
    assert_eq!(mode(LOCK_FILE), 0o600);
    make(&at("new")).unwrap();
    assert_eq!(mode("new"), 0o700);
}

#[cfg(unix)]
#[test]
fn a_folder_that_everybody_may_change_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let refused = DataFolder::lock(temporary.path());
    assert!(matches!(refused, Err(FolderError::Open(_))));
}
