//! The server of MeuMensageiro.

#[path = "mensageiro-server/service.rs"]
mod service;
#[path = "mensageiro-server/user.rs"]
mod user;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;

use clap::{Parser, Subcommand};
use meu_mensageiro::data_folder::FolderError;
use meu_mensageiro::journal::Durability;
use meu_mensageiro::limits::Limits;
use meu_mensageiro::password::PromptError;
use meu_mensageiro::protocol::BadLogin;
use meu_mensageiro::server::Server;
use meu_mensageiro::server::exposure::Exposed;
use meu_mensageiro::server::identity::{Identity, IdentityError};
use meu_mensageiro::store::{self, Store, StoreError};
use meu_mensageiro::users::{Users, UsersError};
use service::Service;
use user::UserCommand;

/// Something else went wrong than what has a code of its own.
const EXIT_OTHER: u8 = 1;
/// Wrong arguments, or a data file that cannot be used.
const EXIT_DATA: u8 = 2;
/// The address or the data folder is in use.
const EXIT_IN_USE: u8 = 3;

/// Serves the users of a data folder until Ctrl-C.
///
/// Exit codes: 0 stopped as asked, 1 an error of the system, 2 wrong arguments or a data file that
/// cannot be used, 3 the address or the data folder is in use, 4 the disk failed.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    service: Service,

    /// The folder with users.csv, where inbox.csv and messages.csv are written.
    #[arg(long, value_name = "DIR", default_value = "data", global = true)]
    data: PathBuf,

    /// When a message counts as stored: `sync`, when the disk has it; `os`, when the operating
    /// system has it: faster, and a power cut may lose the last seconds.
    #[arg(long, value_name = "WHEN", default_value_t)]
    durability: Durability,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Verifies the files of a folder on which no server runs, and counts what was accepted and
    /// read. Changes nothing.
    Check,
    /// Copies what can be saved of a damaged folder, or of a backup, into a new one.
    Repair {
        /// The new folder.
        #[arg(long, value_name = "NEW_DIR")]
        to: PathBuf,
    },
    /// Changes or lists the users; a running server sees a change at its next start.
    #[command(subcommand)]
    User(UserCommand),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_logging();
    let done = match arguments.command {
        None => serve(&arguments),
        Some(Command::Check) => print(store::check(&arguments.data)),
        Some(Command::Repair { to }) => print(store::repair(&arguments.data, &to)),
        Some(Command::User(command)) => command.run(&arguments.data),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

/// One line an event on stderr: time (UTC), level, what happened. `RUST_LOG` chooses the level.
fn start_logging() {
    let environment = env_logger::Env::default().default_filter_or("info");
    env_logger::Builder::from_env(environment)
        .format(|out, record| {
            let now = jiff::Timestamp::now();
            writeln!(out, "{now:.3} {} {}", record.level(), record.args())
        })
        .init();
}

/// Says in one line what failed.
fn report(error: &anyhow::Error) -> ExitCode {
    // A closed stderr must not turn an error into a panic.
    let _ = writeln!(io::stderr(), "mensageiro-server: {error:#}");
    let in_use = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
    let locked = |error: &StoreError| matches!(error, StoreError::Folder(FolderError::InUse(_)));
    let data = error.is::<UsersError>()
        || error.is::<StoreError>()
        || error.is::<BadLogin>()
        || error.is::<PromptError>();
    let security = error.is::<IdentityError>() || error.is::<Exposed>();
    if error.downcast_ref().is_some_and(in_use) || error.downcast_ref().is_some_and(locked) {
        ExitCode::from(EXIT_IN_USE)
    } else if data || security {
        ExitCode::from(EXIT_DATA)
    } else {
        ExitCode::from(EXIT_OTHER)
    }
}

fn serve(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments {
        service,
        data,
        durability,
        ..
    } = arguments;
    let limits = Limits::default();
    let users = Users::load(data)?;
    let listener = service.listen(&users)?;
    let store = Store::open(data, &users, &limits, *durability)?;
    // Under the folder's lock: two first starts must not make two.
    let identity = service.identity(data)?;
    let fingerprint = identity.as_ref().map(Identity::fingerprint);
    let server = Server::start_as(identity, listener, store, &users, &limits)?;
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // A second one changes nothing: the server is stopping already.
        let _ = stop.send(());
    })?;
    // The first line says the address, for people and for programs; who has closed stdout has no
    // need of it.
    let _ = writeln!(io::stdout(), "listening on {}", server.address());
    if let Some(fingerprint) = fingerprint {
        let _ = writeln!(io::stdout(), "certificate {fingerprint}");
    }
    stopped.recv()?;
    log::info!("stopping");
    server.stop();
    Ok(())
}

/// Prints what a command has found.
fn print(found: Result<impl Display, StoreError>) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{}", found?)?;
    Ok(())
}
