//! `cargo demo`: the messenger in one terminal, with nothing to set up.
//!
//! A server on a free port with its data in a temporary folder, a friend who answers and explains
//! the next step, and the ordinary client for you: twice, because a messenger is a place to come
//! back to.

mod friend;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;

use friend::Friend;
use meu_mensageiro::client::trust::Security;
use meu_mensageiro::client::{self, Options};
use meu_mensageiro::journal::Durability;
use meu_mensageiro::limits::Limits;
use meu_mensageiro::protocol::Login;
use meu_mensageiro::server::Server;
use meu_mensageiro::store::Store;
use meu_mensageiro::users::Users;

const USER: &str = "you";
const FRIEND: &str = "bia";

const GREETING: &str = "This is a whole messenger: a server, your friend bia, and your client.\n\
                        /help lists what you can type.";
const GREETING_AGAIN: &str = "You are back.";
const HAS_LEFT: &str = "\nYou have left. bia writes to you now; press Enter to come back.";
const GOODBYE: &str = "\nThat was the demo. The same with two terminals of your own:\n\
                       \n    cargo server\n    cargo client ana\n\n\
                       The users are in data/users.csv; the course begins in chapters/introduction.md.";

fn main() -> ExitCode {
    let done = client::restore_on_signals()
        .map_err(anyhow::Error::from)
        .and_then(|()| run());
    if let Err(error) = done {
        // A closed stderr must not turn an error into a panic.
        let _ = writeln!(io::stderr(), "demo: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let server = start_server(data.path())?;
    let friend = Friend::start(server.address(), FRIEND.parse()?, USER.parse()?)?;
    visit(server.address(), GREETING)?;
    friend.write_meanwhile()?;
    wait_for_enter();
    visit(server.address(), GREETING_AGAIN)?;
    say(GOODBYE);
    friend.stop();
    server.stop();
    Ok(())
}

fn start_server(data: &Path) -> anyhow::Result<Server> {
    for login in [USER, FRIEND] {
        let login: Login = login.parse()?;
        Users::change(data, |users| users.add(login))?;
    }
    let users = Users::load(data)?;
    let limits = Limits::default();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(Server::start(
        listener,
        Store::open(data, &users, &limits, Durability::Sync)?,
        &users,
        &limits,
    )?)
}

/// Runs the client until you leave it.
fn visit(server: SocketAddr, greeting: &str) -> Result<(), client::Error> {
    let options = Options {
        login: Some(USER.to_owned()),
        server: server.to_string(),
        password_file: None,
        security: Security::Plain,
        greeting: Some(greeting.to_owned()),
    };
    client::run(&options).map(|_| ())
}

fn wait_for_enter() {
    say(HAS_LEFT);
    // At the end of the input nobody waits.
    let _ = io::stdin().read_line(&mut String::new());
}

fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}
