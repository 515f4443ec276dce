//! Whom the client trusts: in a pipe, in a terminal, and when it connects again.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use meu_mensageiro::limits::Limits;
use meu_mensageiro::password::{Password, StoredHash};
use meu_mensageiro::protocol::Login;
use meu_mensageiro::server::identity::{CERTIFICATE_FILE, Identity, KEY_FILE};
use meu_mensageiro::tls::Fingerprint;
use meu_mensageiro::users::Users;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;
use testkit::pipe::{self, Ended};
use testkit::terminal::{Key, Terminal};

use crate::certificates::Authority;
use crate::support::{read_to_end, rows, world};
use crate::world::{World, folder};

/// A client's own folder, and its command.
struct Client {
    state: TempDir,
    server: String,
}

impl Client {
    fn of(world: &World) -> Self {
        Self::at(&world.address().to_string())
    }

    fn at(server: &str) -> Self {
        Self {
            state: tempfile::tempdir().unwrap(),
            server: server.to_owned(),
        }
    }

    fn command(&self, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mensageiro-client"));
        command
            .args(["--server", &self.server, "ana"])
            .args(options);
        command.env("MENSAGEIRO_STATE", self.state.path());
        command
    }

    /// Sends a message from a pipe.
    fn send(&self, options: &[&str]) -> Ended {
        pipe::run(&mut self.command(options), "@bia oi\n").unwrap()
    }

    fn terminal(&self, options: &[&str]) -> Terminal {
        Terminal::start(&self.command(options), 24, 80).unwrap()
    }

    fn known_hosts(&self) -> String {
        fs::read_to_string(self.state.path().join("known_hosts")).unwrap_or_default()
    }

    fn know(&self, fingerprint: &str) {
        let line = format!("# servers\n{} {fingerprint}\n", self.server);
        fs::write(self.state.path().join("known_hosts"), line).unwrap();
    }
}

fn fingerprint(world: &World) -> String {
    let certificate = CertificateDer::from_pem_file(world.data().join(CERTIFICATE_FILE));
    Fingerprint::of(&certificate.unwrap()).to_string()
}

/// A fingerprint that no certificate has.
fn nobody() -> String {
    format!("SHA256:{}", "0".repeat(64))
}

/// Exit code 4, one line of error with these words in it, and nothing was sent.
#[track_caller]
fn assert_refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert_eq!(
        (ended.output.as_str(), ended.errors.lines().count()),
        ("", 1),
        "{ended:?}"
    );
    for word in words {
        assert!(ended.errors.contains(word), "{word:?} is not in {ended:?}");
    }
}

#[test]
fn a_new_server_is_refused_in_a_pipe_with_the_way_to_trust_it() {
    let world = world(&Limits::default());
    let client = Client::of(&world);
    let option = format!("--tls-fingerprint {}", fingerprint(&world));
    assert_refused(&client.send(&["--tls"]), &["is new here", &option]);
    assert_eq!(client.known_hosts(), "");
    let sent = client.send(&option.split(' ').collect::<Vec<_>>());
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert!(sent.output.contains("to bia: accepted"), "{sent:?}");
    let other = client.send(&["--tls-fingerprint", &nobody()]);
    assert_refused(&other, &["another certificate", &fingerprint(&world)]);
    assert_eq!(rows(&world), 0);
    world.stop();
}

#[test]
fn a_server_that_is_known_is_trusted_and_another_one_never() {
    let world = world(&Limits::default());
    let client = Client::of(&world);
    client.know(&fingerprint(&world));
    assert_eq!(client.send(&["--tls"]).code, Some(0));
    client.know(&nobody());
    let before = client.known_hosts();
    let words = ["another certificate than before", "known_hosts:2"];
    assert_refused(&client.send(&["--tls"]), &words);
    let mut terminal = client.terminal(&["--tls"]);
    terminal
        .wait_for("another certificate than before")
        .unwrap();
    assert_eq!(terminal.exit_status().unwrap().exit_code(), 4);
    assert_eq!(client.known_hosts(), before);
    world.stop();
}

#[test]
fn known_hosts_may_be_kept_elsewhere_and_what_is_broken_is_named() {
    let world = world(&Limits::default());
    let client = Client::of(&world);
    client.know("nonsense");
    assert_refused(&client.send(&["--tls"]), &["known_hosts:2"]);
    let elsewhere = world.data().join("elsewhere");
    fs::write(
        &elsewhere,
        format!("{} {}", world.address(), fingerprint(&world)),
    )
    .unwrap();
    let elsewhere = elsewhere.display().to_string();
    let sent = client.send(&["--tls", "--known-hosts", &elsewhere]);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    world.stop();
}

#[test]
fn in_a_terminal_a_new_server_is_asked_about_once() {
    let world = world(&Limits::default());
    let client = Client::of(&world);
    for (answer, exit_code) in [("no", 4), ("", 4), ("yes", 0)] {
        assert_eq!(client.known_hosts(), "");
        let mut terminal = client.terminal(&["--tls"]);
        terminal.wait_for(&fingerprint(&world)).unwrap();
        terminal.wait_for("the same? [y/N]").unwrap();
        terminal.type_text(answer).unwrap();
        terminal.press(Key::Enter).unwrap();
        if exit_code == 0 {
            terminal.wait_for("ana>").unwrap();
            terminal.type_text("/quit").unwrap();
            terminal.press(Key::Enter).unwrap();
        } else {
            terminal.wait_for("is not trusted").unwrap();
        }
        assert_eq!(terminal.exit_status().unwrap().exit_code(), exit_code);
    }
    let line = format!("{} {}\n", world.address(), fingerprint(&world));
    assert_eq!(client.known_hosts(), line);
    assert_eq!(client.send(&["--tls"]).code, Some(0));
    world.stop();
}

#[test]
fn a_password_is_asked_for_inside_tls_alone() {
    let data = folder();
    let hash = StoredHash::of(&Password::new(b"segredo").unwrap()).unwrap();
    let ana: Login = "ana".parse().unwrap();
    Users::change(data.path(), |users| users.set_password(&ana, Some(hash))).unwrap();
    let file = data.path().join("password");
    fs::write(&file, "segredo\n").unwrap();
    let file = file.display().to_string();
    let identity = Identity::self_signed(data.path()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let world = World::start(data, listener, &Limits::default(), Some(identity));
    let option = ["--tls-fingerprint", &fingerprint(&world)];
    let sent = Client::of(&world).send(&[&option[..], &["--password-file", &file]].concat());
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert_refused(&Client::of(&world).send(&option), &["password"]);
    let mut plain = TcpStream::connect(world.address()).unwrap();
    plain.write_all(b"ana\nsegredo\n").unwrap();
    assert_eq!(read_to_end(&mut plain), b"");
    world.stop();
}

#[test]
fn authorities_vouch_for_a_name_and_a_time() {
    let authority = Authority::new("ours");
    let of = |world: &World| Client::at(&format!("localhost:{}", world.address().port()));
    let (ours, others) = (authority.file(), Authority::new("others"));
    let (ours, others) = (
        ours.display().to_string(),
        others.file().display().to_string(),
    );
    let good = authority.world("localhost", 4000);
    assert_eq!(of(&good).send(&["--tls-ca", &ours]).code, Some(0));
    let sent = of(&good).send(&["--tls-ca", &others]);
    assert_refused(&sent, &["signed by none of the authorities"]);
    let by_address = Client::of(&good).send(&["--tls-ca", &ours]);
    assert_refused(&by_address, &["is for another name"]);
    let elsewhere = authority.world("elsewhere.example", 4000);
    let sent = of(&elsewhere).send(&["--tls-ca", &ours]);
    assert_refused(&sent, &["is for another name"]);
    let old = authority.world("localhost", 2000);
    assert_refused(&of(&old).send(&["--tls-ca", &ours]), &["has expired"]);
    let none = of(&old).send(&["--tls-ca", "no-such-file"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    for world in [good, elsewhere, old] {
        world.stop();
    }
}

/// A server at an address that another one has left, with the certificate of a data folder.
fn start_again(address: SocketAddr, data: TempDir) -> World {
    let identity = Identity::self_signed(data.path()).unwrap();
    let listener = TcpListener::bind(address).unwrap();
    World::start(data, listener, &Limits::default(), Some(identity))
}

#[test]
fn a_server_that_has_changed_ends_a_client_that_connects_again() {
    let first = world(&Limits::default());
    let address = first.address();
    let client = Client::of(&first);
    client.know(&fingerprint(&first));
    let mut terminal = client.terminal(&["--tls"]);
    terminal.wait_for("ana>").unwrap();
    let again = start_again(address, first.stop().data);
    terminal.wait_for("connected again").unwrap();
    again.stop();
    let changed = start_again(address, folder());
    terminal
        .wait_for("another certificate than before")
        .unwrap();
    assert_eq!(terminal.exit_status().unwrap().exit_code(), 4);
    changed.stop();
}

#[test]
fn a_server_without_tls_is_not_talked_to_and_one_with_tls_only_so() {
    let plain = World::new();
    let with_tls = world(&Limits::default());
    let ended = Client::of(&plain).send(&["--tls-fingerprint", &nobody()]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.errors.contains("no TLS with"), "{ended:?}");
    let ended = Client::of(&with_tls).send(&[]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.errors.contains("--tls"), "{ended:?}");
    plain.stop();
    with_tls.stop();
}

/// The files of a server's certificate and key.
fn files(data: &Path) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    Identity::self_signed(data).unwrap();
    (
        CertificateDer::from_pem_file(data.join(CERTIFICATE_FILE)).unwrap(),
        PrivateKeyDer::from_pem_file(data.join(KEY_FILE)).unwrap(),
    )
}

/// A server that shows a certificate and signs with a key, whether they go together or not. It is
/// given its first connection.
fn fake(
    certificate: CertificateDer<'static>,
    key: &PrivateKeyDer<'static>,
    serve: impl FnOnce(StreamOwned<ServerConnection, TcpStream>) + Send + 'static,
) -> Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = provider.key_provider.load_private_key(key.clone_key());
    let shown = CertifiedKey::new(vec![certificate], key.unwrap());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let session = ServerConnection::new(Arc::new(config)).unwrap();
        serve(StreamOwned::new(session, socket));
    });
    Client::at(&format!("localhost:{port}"))
}

#[test]
fn a_certificate_without_its_key_is_no_proof() {
    let (ours, others) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (certificate, _) = files(ours.path());
    let (_, key) = files(others.path());
    let fingerprint = Fingerprint::of(&certificate).to_string();
    let client = fake(certificate, &key, |mut stream| {
        let read = stream.read(&mut [0; 64]);
        assert!(read.is_err(), "the login was sent: {read:?}");
    });
    let sent = client.send(&["--tls-fingerprint", &fingerprint]);
    assert_refused(&sent, &["a signature is not genuine"]);
}

/// Begins a push session, and ends it in order or cuts it off.
fn begin_and_end(mut stream: StreamOwned<ServerConnection, TcpStream>, orderly: bool) {
    stream.read_exact(&mut [0; "ana /push\n".len()]).unwrap();
    stream.write_all(b"+ ready epoch\n").unwrap();
    // Once it talks, so that nothing unread turns the end into a reset.
    stream.read_exact(&mut [0]).unwrap();
    if orderly {
        stream.conn.send_close_notify();
        stream.flush().unwrap();
    }
    stream.sock.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

#[test]
fn an_end_without_a_close_notify_is_a_loss_of_its_own() {
    for (orderly, said) in [(true, "the server closed it"), (false, "it was cut off")] {
        let data = tempfile::tempdir().unwrap();
        let (certificate, key) = files(data.path());
        let client = fake(certificate, &key, move |stream| {
            begin_and_end(stream, orderly)
        });
        let certificate = data.path().join(CERTIFICATE_FILE).display().to_string();
        let ended = client.send(&["--tls-ca", &certificate]);
        assert_eq!(ended.code, Some(6), "{ended:?}");
        assert!(ended.errors.contains(said), "{ended:?}");
    }
}

/// Serves ana's push session to its end, which is reported.
fn serve_to_the_end(stream: StreamOwned<ServerConnection, TcpStream>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 {
        let answer: &[u8] = match line.as_str() {
            "ana /push\n" => b"+ ready epoch\n",
            "@bia oi\n" => b"+ 1\n",
            _ => b"+\n",
        };
        stream.get_mut().write_all(answer)?;
        line.clear();
    }
    Ok(())
}

#[test]
fn the_client_ends_with_a_close_notify() {
    let data = tempfile::tempdir().unwrap();
    let (certificate, key) = files(data.path());
    let fingerprint = Fingerprint::of(&certificate).to_string();
    let (report, reported) = channel();
    let client = fake(certificate, &key, move |stream| {
        report.send(serve_to_the_end(stream)).unwrap();
    });
    let sent = client.send(&["--tls-fingerprint", &fingerprint]);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    reported.recv().unwrap().expect("a close_notify");
}
