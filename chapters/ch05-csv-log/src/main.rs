//! The messenger that keeps a log: messages.csv has a row for each message that was read.
//!
//! A program that writes files must be able to stop. Ctrl-C sets a flag, but a thread that waits
//! for a client or a line does not look at flags: it is woken, and then joined. When `main`
//! returns, no thread is in the middle of a row, and the last `Arc` closes the log.

use std::env;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::inbox::Inboxes;
use crate::message_log::MessageLog;
use crate::session::{Shared, session};
use crate::users::Users;

mod connection;
mod inbox;
mod message_log;
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
    let stopping = Arc::new(AtomicBool::new(false));
    let listener = match listen(&address, &stopping) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!(
                "cannot listen on {address}: {error}; another address can be given as an argument: 127.0.0.1:4444"
            );
            return ExitCode::from(3);
        }
    };
    let sessions = serve(&listener, Arc::new(shared), &stopping);
    end(sessions);
    ExitCode::SUCCESS
}

/// Reads what the server needs to know.
fn load(data: &Path) -> Result<Shared, String> {
    let path = data.join("users.csv");
    let users = Users::load(&path).map_err(|error| cannot_use(&path, &error))?;
    let path = data.join("messages.csv");
    let log = MessageLog::open(&path).map_err(|error| cannot_use(&path, &error))?;
    let inboxes = Inboxes::default();
    Ok(Shared {
        users,
        inboxes,
        log,
    })
}

fn cannot_use(path: &Path, error: &csv::Error) -> String {
    let path = path.display();
    format!("cannot use {path}: {error}; data/README.md says what belongs there, and in which form")
}

/// Takes the address for this program, and says so: from now on clients can connect.
fn listen(address: &str, stopping: &Arc<AtomicBool>) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    stop_on_ctrl_c(&listener, Arc::clone(stopping))?;
    // Not `address`: port 0 asks for any free port, and this line says which one it is.
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// Makes Ctrl-C end `serve`. The loop looks at the flag when a client connects, so the handler
/// connects once.
fn stop_on_ctrl_c(listener: &TcpListener, stopping: Arc<AtomicBool>) -> io::Result<()> {
    let mut address = listener.local_addr()?;
    // 0.0.0.0 and [::] mean all addresses of this machine. To connect, the handler needs one.
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    let stop = move || {
        stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(address);
    };
    ctrlc::set_handler(stop).map_err(io::Error::other)
}

/// The thread of a session, and a second handle of its connection to wake it with.
type Session = (JoinHandle<()>, TcpStream);

/// Gives each client a thread at once. Returns the sessions that still run when the server stops.
fn serve(listener: &TcpListener, shared: Arc<Shared>, stopping: &AtomicBool) -> Vec<Session> {
    let mut sessions = Vec::new();
    for connection in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            break;
        }
        sessions.retain(|(thread, _): &Session| !thread.is_finished());
        let started = connection
            .and_then(|stream| start_session(stream, Arc::clone(&shared)))
            .map(|session| sessions.push(session));
        if let Err(error) = started {
            eprintln!("no session for a client: {error}");
            // Out of threads or descriptors: without a pause this loop would fail again, many
            // thousand times a second.
            thread::sleep(Duration::from_millis(50));
        }
    }
    sessions
}

/// Starts the thread that serves one client. If the system has no thread left, the client is
/// disconnected.
fn start_session(stream: TcpStream, shared: Arc<Shared>) -> io::Result<Session> {
    let handle = stream.try_clone()?;
    // `thread::spawn` panics when there is no thread left, and that would end the whole server.
    let thread = thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream, &shared) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok((thread, handle))
}

/// Ends all sessions, and waits until their threads have written what they have to.
fn end(sessions: Vec<Session>) {
    for (thread, stream) in sessions {
        // Reading and writing both return at once now, however slow the client is.
        let _ = stream.shutdown(Shutdown::Both);
        let _ = thread.join();
    }
}
