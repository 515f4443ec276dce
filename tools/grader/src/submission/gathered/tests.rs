use super::*;

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, file).expect("a file");
    }
    folder
}

#[test]
fn settings_of_toolchains_and_builds_stay_behind() {
    let from = folder(&[
        "server.py",
        "src/rust-toolchain.toml",
        ".cargo/config.toml",
        "target/debug/server",
        "cargo/config.toml",
    ]);
    let built = gather(from.path(), true, &std::env::temp_dir()).expect("a copy");
    assert!(built.folder().join("server.py").is_file());
    assert!(built.folder().join("cargo/config.toml").is_file());
    assert!(!built.folder().join("target").exists());
    assert!(!built.folder().join(".cargo/config.toml").exists());
    assert_eq!(built.left_out.len(), 2, "{:?}", built.left_out);
    let unbuilt = gather(from.path(), false, &std::env::temp_dir()).expect("a copy");
    assert!(unbuilt.folder().join("target/debug/server").is_file());
}

#[test]
#[cfg(unix)]
fn links_lead_nowhere_else() {
    use std::os::unix::fs::symlink;
    let secret = folder(&["secret"]);
    let from = folder(&["a"]);
    let link = |to: &Path, name: &str| symlink(to, from.path().join(name)).expect("a link");
    link(&secret.path().join("secret"), "out");
    link(secret.path(), "out-folder");
    link(Path::new("a"), "own");
    link(Path::new("missing\u{1b}"), "bad\u{1b}[2J");
    let gathered = gather(from.path(), false, &std::env::temp_dir()).expect("a copy");
    let mut names: Vec<_> = fs::read_dir(gathered.folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a", "own"]);
    let all = gathered.left_out.concat();
    assert!(all.contains("`out`: a link to the outside"), "{all}");
    assert!(!all.contains('\u{1b}'), "{all}");
}

#[test]
fn what_is_too_large_is_not_read() {
    let from = folder(&["a"]);
    let file = File::create(from.path().join("film")).expect("a file");
    file.set_len(1 << 40).expect("a long file");
    let error = gather(from.path(), false, &std::env::temp_dir()).expect_err("too large");
    assert!(matches!(error, CopyError::TooLarge(_)), "{error}");
}
