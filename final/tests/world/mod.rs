//! A server in this process, with limits that the test chooses.
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread::{self, JoinHandle};

use meu_mensageiro::journal::Durability;
use meu_mensageiro::limits::Limits;
use meu_mensageiro::server::Server;
use meu_mensageiro::server::identity::Identity;
use meu_mensageiro::store::Store;
use meu_mensageiro::users::Users;
use tempfile::TempDir;
use testkit::client::LineClient;

/// The user base of most tests.
const USERS: &str = "login\nana\nbia\ncaio\n";

/// A server with the users ana, bia and caio.
pub(crate) struct World {
    data: TempDir,
    server: Server,
}

/// What is left of it.
pub(crate) struct Stopped {
    pub(crate) data: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(&Limits::default())
    }

    pub(crate) fn with(limits: &Limits) -> Self {
        Self::with_users(USERS, limits)
    }

    /// With a user base of the test's own.
    pub(crate) fn with_users(users: &str, limits: &Limits) -> Self {
        Self::in_folder(folder_with(users), limits)
    }

    pub(crate) fn in_folder(data: TempDir, limits: &Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self::start(data, listener, limits, None)
    }

    /// A server with TLS, if it has an identity.
    pub(crate) fn start(
        data: TempDir,
        listener: TcpListener,
        limits: &Limits,
        identity: Option<Identity>,
    ) -> Self {
        Self::open(data, listener, limits, identity).0
    }

    /// The usual one, with a handle on its store, which has to be dropped before the server is
    /// stopped.
    pub(crate) fn with_store(limits: &Limits) -> (Self, Store) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self::open(folder_with(USERS), listener, limits, None)
    }

    fn open(
        data: TempDir,
        listener: TcpListener,
        limits: &Limits,
        identity: Option<Identity>,
    ) -> (Self, Store) {
        let users = Users::load(data.path()).unwrap();
        let store = Store::open(data.path(), &users, limits, Durability::Sync).unwrap();
        let server = Server::start_as(identity, listener, store.clone(), &users, limits).unwrap();
        (Self { data, server }, store)
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    pub(crate) fn connect(&self) -> LineClient {
        LineClient::connect(self.address()).unwrap()
    }

    /// A session whose inbox is empty, after its first line.
    pub(crate) fn log_in(&self, line: &str) -> LineClient {
        let mut client = self.connect();
        client.send_line(line).unwrap();
        client.receive_line().unwrap();
        client
    }

    /// The epoch that a push session of this user is told.
    pub(crate) fn epoch(&self, login: &str) -> String {
        let mut client = self.connect();
        client.send_line(&format!("{login} /push")).unwrap();
        said(&mut client)
    }

    /// Waits until nobody but caio, who looks, and this user is online.
    pub(crate) fn wait_until_only(&self, login: &str) {
        let mut caio = self.log_in("caio /push");
        let wanted = [format!("+ {login} caio"), "+ caio".to_owned()];
        for _ in 0..100_000 {
            caio.send_line("/who").unwrap();
            if wanted.contains(&said(&mut caio)) {
                return;
            }
        }
        panic!("others are still online");
    }

    pub(crate) fn stop(self) -> Stopped {
        self.server.stop();
        Stopped { data: self.data }
    }

    pub(crate) fn stop_in_background(self) -> JoinHandle<Stopped> {
        thread::spawn(|| self.stop())
    }
}

impl Stopped {
    /// How many messages are in the log.
    pub(crate) fn rows(&self) -> usize {
        let log = fs::read_to_string(self.data.path().join("messages.csv")).unwrap();
        log.lines().count() - 1
    }
}

/// A data folder with the users ana, bia and caio.
pub(crate) fn folder() -> TempDir {
    folder_with(USERS)
}

/// A data folder with this user base.
pub(crate) fn folder_with(users: &str) -> TempDir {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("users.csv"), users).unwrap();
    data
}

/// The next line.
pub(crate) fn said(client: &mut LineClient) -> String {
    client.receive_line().unwrap().text().unwrap().to_owned()
}
