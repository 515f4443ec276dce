//! A server with TLS in this process, and a client that can also do what no client should.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use meu_mensageiro::limits::Limits;
use meu_mensageiro::server::identity::{CERTIFICATE_FILE, Identity};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use testkit::deadline::patience;

use crate::world::{World, folder};

/// A server whose certificate is in its data folder.
pub(crate) fn world(limits: &Limits) -> World {
    let data = folder();
    let identity = Identity::self_signed(data.path()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    World::start(data, listener, limits, Some(identity))
}

/// A client of such a server.
pub(crate) struct TlsClient {
    pub(crate) stream: StreamOwned<ClientConnection, TcpStream>,
}

impl TlsClient {
    /// Connects; the handshake is made with the first line.
    pub(crate) fn of(world: &World) -> Self {
        let certificate = world.data().join(CERTIFICATE_FILE);
        Self::connect(world.address(), &certificate)
    }

    pub(crate) fn connect(address: SocketAddr, certificate: &Path) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(patience())).unwrap();
        socket.set_nodelay(true).unwrap();
        let stream = StreamOwned::new(session(certificate), socket);
        Self { stream }
    }

    /// A session whose inbox is empty, after its first line.
    pub(crate) fn log_in(world: &World, line: &str) -> Self {
        let mut client = Self::of(world);
        client.send(&format!("{line}\n"));
        client.line();
        client
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
        self.stream.flush().unwrap();
    }

    /// The records for this text, without sending them.
    pub(crate) fn seal(&mut self, text: &str) -> Vec<u8> {
        self.stream
            .conn
            .writer()
            .write_all(text.as_bytes())
            .unwrap();
        let mut sealed = Vec::new();
        while self.stream.conn.wants_write() {
            self.stream.conn.write_tls(&mut sealed).unwrap();
        }
        sealed
    }

    /// The next line.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let mut line = Vec::new();
        let mut byte = [0];
        while self.stream.read(&mut byte).unwrap() == 1 {
            if byte == *b"\n" {
                return String::from_utf8(line).unwrap();
            }
            line.extend(byte);
        }
        panic!("the server has ended after {line:?}");
    }

    /// What is left until the end: an error where that is no close_notify.
    pub(crate) fn rest(&mut self) -> io::Result<String> {
        let mut rest = String::new();
        self.stream.read_to_string(&mut rest)?;
        Ok(rest)
    }

    /// Sends a close_notify.
    pub(crate) fn end_tls(&mut self) {
        self.stream.conn.send_close_notify();
        self.stream.flush().unwrap();
    }

    /// Sends a FIN.
    pub(crate) fn end_tcp(&mut self) {
        self.stream.sock.shutdown(Shutdown::Write).unwrap();
    }
}

fn session(certificate: &Path) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(certificate).unwrap())
        .unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    ClientConnection::new(Arc::new(config), name).unwrap()
}

/// Reads a plain socket to its end, which may be a reset: the server need not read all before it
/// closes.
pub(crate) fn read_to_end(socket: &mut TcpStream) -> Vec<u8> {
    socket.set_read_timeout(Some(patience())).unwrap();
    let mut bytes = Vec::new();
    match socket.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            panic!("the server does not close: {bytes:?}")
        }
        _ => bytes,
    }
}

/// The rows of the message log, which a running server writes in its own time.
pub(crate) fn rows(world: &World) -> usize {
    let log = fs::read_to_string(world.data().join("messages.csv")).unwrap();
    log.lines().count() - 1
}
