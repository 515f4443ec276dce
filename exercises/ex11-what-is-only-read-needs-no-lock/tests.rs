use exercises::{TempDir, folder, start, within};

use super::*;

#[test]
fn users_of_the_file_come_in_at_the_same_time() {
    let (folder, file) = users("login\nana\nbia\n");
    let server = start(move |listener| serve(listener, file));
    let mut ana = server.connect();
    ana.send_line("ana");
    ana.expect_line("ana", "ana is in the file");
    let mut bia = server.connect();
    bia.send_line("bia");
    bia.expect_line(
        "bia",
        "bia is in the file, and ana's session is not her business",
    );
    let mut zeca = server.connect();
    zeca.send_line("zeca");
    zeca.expect_end("zeca is not in the file");
    folder.close().unwrap();
}

#[test]
fn the_file_may_go_while_the_server_runs() {
    let (folder, file) = users("login\nana\nbia\n");
    let server = start(move |listener| serve(listener, file));
    let mut ana = server.connect();
    ana.send_line("ana");
    ana.expect_line("ana", "ana is in the file");
    folder.close().unwrap();
    let mut bia = server.connect();
    bia.send_line("bia");
    bia.expect_line(
        "bia",
        "bia was in the file when the server started; now the file is gone",
    );
    ana.send_line("ainda aqui");
    ana.expect_line("ainda aqui", "ana has logged in before the file went");
}

#[test]
fn whoever_is_added_waits_for_the_next_start() {
    let (folder, file) = users("login\nana\n");
    let (here, there) = (file.clone(), file);
    let server = start(move |listener| serve(listener, there));
    let mut ana = server.connect();
    ana.send_line("ana");
    ana.expect_line("ana", "ana is in the file");
    fs::write(&here, "login\nana\nduda\n").unwrap();
    let mut duda = server.connect();
    duda.send_line("duda");
    duda.expect_end("duda was not in the file when the server started");
    folder.close().unwrap();
}

#[test]
fn without_the_file_the_server_does_not_start() {
    let (folder, _) = users("login\nana\n");
    let missing = folder.path().join("nobody.csv");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let result = within(
        "there is no file, so nobody can be served; `serve`",
        move || serve(listener, missing),
    );
    assert!(
        result.is_err(),
        "the file is not there\n  expected: an error of `serve`\n  received: {result:?}"
    );
}

/// A folder with this user base in it, and the file's path.
fn users(text: &str) -> (TempDir, PathBuf) {
    let folder = folder();
    let file = folder.path().join("users.csv");
    fs::write(&file, text).unwrap();
    (folder, file)
}
