//! The messenger: `@bia oi` goes into bia's inbox, and she gets it with her next batch.
//!
//! All sessions change the inboxes, in an order that nobody knows. A `Mutex` lets one thread at a
//! time use them: the thread takes what it needs while it holds the lock, and writes to its client
//! after it has released the lock.

use std::env;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::inbox::Inboxes;
use crate::session::{Shared, session};
use crate::users::Users;

mod connection;
mod inbox;
mod protocol;
mod session;
mod users;

const DEFAULT_ADDRESS: &str = "127.0.0.1:3333";
const DEFAULT_DATA: &str = "data";

fn main() -> ExitCode {
    let address = env::args().nth(1).unwrap_or(DEFAULT_ADDRESS.to_string());
    let data = env::args().nth(2).unwrap_or(DEFAULT_DATA.to_string());
    let shared = match load(Path::new(&data)) {
        Ok(shared) => shared,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let listener = match listen(&address) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!(
                "cannot listen on {address}: {error}; another address can be given as an argument: 127.0.0.1:4444"
            );
            return ExitCode::from(3);
        }
    };
    serve(&listener, Arc::new(shared));
    ExitCode::SUCCESS
}

/// Reads what the server needs to know.
fn load(data: &Path) -> Result<Shared, String> {
    let path = data.join("users.csv");
    let users = Users::load(&path).map_err(|error| cannot_use(&path, &error))?;
    let inboxes = Inboxes::default();
    Ok(Shared { users, inboxes })
}

fn cannot_use(path: &Path, error: &csv::Error) -> String {
    let path = path.display();
    format!("cannot use {path}: {error}; data/README.md says what belongs there, and in which form")
}

/// Takes the address for this program, and says so: from now on clients can connect.
fn listen(address: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    // Not `address`: port 0 asks for any free port, and this line says which one it is.
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// Gives each client a thread as soon as it connects.
fn serve(listener: &TcpListener, shared: Arc<Shared>) {
    for connection in listener.incoming() {
        let started = connection.and_then(|stream| start_session(stream, Arc::clone(&shared)));
        if let Err(error) = started {
            eprintln!("no session for a client: {error}");
            // Out of threads or descriptors: without a pause this loop would fail again, many
            // thousand times a second.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Starts the thread that serves one client. If the system has no thread left, the client is
/// disconnected.
fn start_session(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    // `thread::spawn` panics when there is no thread left, and that would end the whole server.
    thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream, &shared) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok(())
}
