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
    for (there, missing) in [
        ("tls-cert.pem", "tls-key.pem"),
        ("tls-key.pem", "tls-cert.pem"),
    ] {
        let data = folder();
        fs::write(data.path().join(there), "precious").unwrap();
        let (code, said) = failure(&data, &["--tls-self-signed"]);
        assert_eq!(code, 2);
        let words = format!("{missing}: not there, but ./{there} is");
        assert!(said.replace('\\', "/").contains(&words), "{said}");
        assert_eq!(fs::read(data.path().join(there)).unwrap(), b"precious");
        assert!(!data.path().join(missing).exists());
    }
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
