//! Clients come in, and each gets a thread.

use std::fs::File;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::Defect;
use crate::connection::Connection;
use crate::inbox::Inboxes;
use crate::link::{Link, Links};
use crate::message_log::MessageLog;
use crate::reading::Reading;
use crate::running::{Server, Stopper};
use crate::session::{Shared, session};
use crate::users::Users;

/// The user base's name in the data folder.
const USERS_FILE: &str = "users.csv";

/// Out of threads or descriptors: without a pause the loop would fail again at once.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves these users, with one defect or with none. The log `messages.csv` goes into the folder
/// `data`, which should belong to this server alone. The user base is not looked for there.
///
/// # Errors
/// Where there is no user or one that is not a login, and where the log cannot be written.
pub fn serve(
    listener: TcpListener,
    users: &[&str],
    data: &Path,
    defect: Option<Defect>,
) -> io::Result<Server> {
    let users = Users::read(base_of(users).as_bytes(), defect)?;
    start(listener, users, data, (defect, Reading::Written))
}

/// As [`serve`] without a defect; `reading` says when a message counts as read. A test that a right
/// server has to pass has to be passed by each of them.
///
/// # Errors
/// As [`serve`].
pub fn serve_right(
    listener: TcpListener,
    users: &[&str],
    data: &Path,
    reading: Reading,
) -> io::Result<Server> {
    let users = Users::read(base_of(users).as_bytes(), None)?;
    start(listener, users, data, (None, reading))
}

fn base_of(users: &[&str]) -> String {
    format!("login\n{}\n", users.join("\n"))
}

/// Serves the users of `users.csv` in the folder `data`.
///
/// # Errors
/// As [`serve`], and where the user base cannot be read.
pub fn serve_folder(
    listener: TcpListener,
    data: &Path,
    defect: Option<Defect>,
) -> io::Result<Server> {
    let base = File::open(data.join(USERS_FILE))?;
    let users = Users::read(base, defect)?;
    start(listener, users, data, (defect, Reading::Written))
}

fn start(
    listener: TcpListener,
    users: Users,
    data: &Path,
    (defect, reading): (Option<Defect>, Reading),
) -> io::Result<Server> {
    let shared = Arc::new(Shared {
        users,
        inboxes: Inboxes::new(defect),
        log: MessageLog::open(data, defect)?,
        links: Links::new(),
        defect,
        reading,
    });
    let address = listener.local_addr()?;
    let stopper = Stopper { address, shared };
    let loop_stopper = stopper.clone();
    let accepting = thread::Builder::new().spawn(move || accept(&listener, &loop_stopper))?;
    Ok(Server {
        stopper,
        accepting: Some(accepting),
    })
}

/// Gives each client a thread, until the server is stopped; then waits for the threads.
fn accept(listener: &TcpListener, stopper: &Stopper) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    for stream in listener.incoming() {
        if stopper.shared.links.have_ended() {
            break;
        }
        threads.retain(|thread| !thread.is_finished());
        match stream.and_then(|stream| begin(stream, stopper)) {
            Ok(thread) => threads.extend(thread),
            Err(_) => thread::sleep(PAUSE),
        }
    }
    for thread in threads {
        let _ = thread.join();
    }
}

/// Serves one client, on a thread of its own; none where it has been served already.
fn begin(stream: TcpStream, stopper: &Stopper) -> io::Result<Option<JoinHandle<()>>> {
    let (link, stopper) = (Arc::new(Link::new(stream)), stopper.clone());
    if stopper.shared.defect == Some(Defect::OneAtATime) {
        run(&link, &stopper);
        return Ok(None);
    }
    let thread = thread::Builder::new().spawn(move || run(&link, &stopper))?;
    Ok(Some(thread))
}

/// A session from its beginning to its end.
fn run(link: &Arc<Link>, stopper: &Stopper) {
    let shared = &stopper.shared;
    if !shared.links.add(link) {
        return;
    }
    // An error ends this session and no other.
    let ended = Connection::new(link, shared.defect)
        .and_then(|mut connection| session(&mut connection, shared));
    if shared.is_disturbed(&ended) {
        stopper.stop();
    }
    link.end(Shutdown::Both);
    shared.links.remove(link);
}
