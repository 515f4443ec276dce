//! What a server needs to start with TLS, or where other machines can reach it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use testkit::program::{Launch, Program, Server};

use crate::support::TlsClient;
use crate::world::folder;

const SERVER: &str = env!("CARGO_BIN_EXE_mensageiro-server");

/// The exit code and the one line on stderr, with `data` for the data folder.
fn failure(data: &TempDir, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(SERVER);
    command.current_dir(data.path()).args(["--data", "."]);
    if !arguments.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    let output = command
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code().unwrap(), said)
}

fn self_signed() -> Server {
    Program::new(SERVER)
        .launch(Launch::Flags)
        .argument("--tls-self-signed")
        .start(&["ana", "bia"])
        .unwrap()
}

fn pem(data: &Path) -> [Vec<u8>; 2] {
    ["tls-cert.pem", "tls-key.pem"].map(|name| fs::read(data.join(name)).unwrap())
}

#[test]
fn a_certificate_is_made_once() {
    let mut server = self_signed();
    let made = pem(server.data());
    server.start_again().unwrap();
    assert_eq!(pem(server.data()), made);
    let certificate = server.data().join("tls-cert.pem");
    let mut ana = TlsClient::connect(server.address(), &certificate);
    ana.send("ana\n");
    assert_eq!(ana.line(), "f");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_its_key() {
    use std::os::unix::fs::PermissionsExt;

    let server = self_signed();
    let key = fs::metadata(server.data().join("tls-key.pem")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[test]
fn half_of_a_made_certificate_is_not_written_over() {
    for (there, missing, words) in [
        (
            "tls-cert.pem",
            "tls-key.pem",
            "tls-key.pem: not there, but ./tls-cert.pem is",
        ),
        ("tls-key.pem", "tls-cert.pem", "tls-key.pem: no key"),
    ] {
        let data = folder();
        fs::write(data.path().join(there), "precious").unwrap();
        let (code, said) = failure(&data, &["--tls-self-signed"]);
        assert_eq!(code, 2);
        assert!(said.replace('\\', "/").contains(words), "{said}");
        assert_eq!(fs::read(data.path().join(there)).unwrap(), b"precious");
        assert!(!data.path().join(missing).exists());
    }
}

#[test]
fn a_start_that_ended_between_key_and_certificate_is_gone_on_with() {
    let mut server = self_signed();
    server.stop().unwrap();
    let [certificate, key] = pem(server.data());
    fs::remove_file(server.data().join("tls-cert.pem")).unwrap();
    server.start_again().unwrap();
    let [made, kept] = pem(server.data());
    assert!(kept == key && made != certificate);
    let certificate = server.data().join("tls-cert.pem");
    let mut ana = TlsClient::connect(server.address(), &certificate);
    ana.send("ana\n");
    assert_eq!(ana.line(), "f");
}

#[test]
fn no_certificate_is_made_in_a_folder_that_another_server_uses() {
    let server = Program::new(SERVER).launch(Launch::Flags);
    let server = server.start(&["ana", "bia"]).unwrap();
    let mut command = Command::new(SERVER);
    command.args(["--tls-self-signed", "--listen", "127.0.0.1:0"]);
    let output = command.arg("--data").arg(server.data()).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(!server.data().join("tls-key.pem").exists());
}

/// Puts a pipe in the place of a file: who opens it to read waits for ever.
#[cfg(unix)]
fn put_pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn its_own_files_are_no_links_and_no_pipes_and_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    for name in ["tls-cert.pem", "tls-key.pem"] {
        let mut server = self_signed();
        server.stop().unwrap();
        let (file, moved) = (server.data().join(name), server.data().join("moved"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        server.start_again().unwrap();
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        server.stop().unwrap();
        fs::rename(&file, &moved).unwrap();
        symlink(&moved, &file).unwrap();
        let refused = format!("{:?}", server.start_again().err());
        assert!(refused.contains("it is a symbolic link"), "{refused}");
        fs::remove_file(&file).unwrap();
        put_pipe(&file);
        let refused = format!("{:?}", server.start_again().err());
        assert!(refused.contains("not a regular file"), "{refused}");
    }
}

#[cfg(unix)]
#[test]
fn a_named_key_is_no_pipe_and_others_should_not_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let made = self_signed();
    let [certificate, key] = ["tls-cert.pem", "tls-key.pem"].map(|name| made.data().join(name));
    let start = |key: &Path| {
        let program = Program::new(SERVER).launch(Launch::Flags);
        let program = program.argument("--tls-cert").argument(&certificate);
        program.argument("--tls-key").argument(key).start(&["ana"])
    };
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let mut server = start(&key).unwrap();
        server.stop().unwrap();
        let warning = server.errors().contains("others may read this private key");
        assert_eq!(warning, warned, "{mode:o}");
    }
    let pipe = made.data().join("pipe");
    put_pipe(&pipe);
    let refused = format!("{:?}", start(&pipe).err());
    assert!(refused.contains("not a regular file"), "{refused}");
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let data = folder();
    let server = self_signed();
    let certificate = server.data().join("tls-cert.pem").display().to_string();
    let key = server.data().join("tls-key.pem").display().to_string();
    for (certificate, key, named) in [
        ("none.pem", key.as_str(), "none.pem: no certificate"),
        ("users.csv", &key, "users.csv: no certificate"),
        (".", &key, ".: no certificate"),
        (&certificate, "none.pem", "none.pem: no key"),
        (&certificate, &certificate, "tls-cert.pem: no key"),
    ] {
        let (code, said) = failure(&data, &["--tls-cert", certificate, "--tls-key", key]);
        assert!(code == 2 && said.contains(named), "{said}");
    }
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let (data, server, other) = (folder(), self_signed(), self_signed());
    let certificate = server.data().join("tls-cert.pem").display().to_string();
    let key = other.data().join("tls-key.pem").display().to_string();
    let (code, said) = failure(&data, &["--tls-cert", &certificate, "--tls-key", &key]);
    assert!(code == 2 && said.contains("its own key"), "{said}");
}

#[test]
fn other_machines_are_not_served_without_passwords_and_tls() {
    let data = folder();
    for tls in [&[][..], &["--tls-self-signed"]] {
        let arguments = [&["--listen", "0.0.0.0:0"], tls].concat();
        let (code, said) = failure(&data, &arguments);
        assert_eq!(code, 2);
        assert!(said.contains("not every user has a password"), "{said}");
        assert!(said.contains("--insecure"), "{said}");
    }
}
