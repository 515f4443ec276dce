//! What one connected user may do.

use std::io;
use std::net::TcpStream;

use crate::connection::Connection;
use crate::inbox::{Inboxes, Message};
use crate::protocol::ClientLine;
use crate::users::Users;

/// What all sessions share.
pub(crate) struct Shared {
    pub(crate) users: Users,
    pub(crate) inboxes: Inboxes,
}

/// Lets a user in, then answers the login and every line with a batch.
pub(crate) fn session(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    let Some(login) = log_in(&mut connection, &shared.users)? else {
        return Ok(());
    };
    answer(&mut connection, &login, Ok(()), shared)?;
    while let Some(line) = connection.read_line()? {
        let stored = ClientLine::parse(&line).and_then(|line| store(&login, line, shared));
        answer(&mut connection, &login, stored, shared)?;
    }
    Ok(())
}

/// Reads the first line, which is the login. `None` if there is none, or no user has that login.
fn log_in(connection: &mut Connection, users: &Users) -> io::Result<Option<String>> {
    let Some(line) = connection.read_line()? else {
        return Ok(None);
    };
    // Bytes that are not UTF-8 are not a login, nor is any name that the base lacks.
    match String::from_utf8(line) {
        Ok(login) if users.contains(&login) => Ok(Some(login)),
        _ => connection.refuse("unknown-user").map(|()| None),
    }
}

/// Does what a line asks for. The error is the notice that the client gets.
fn store(from: &str, line: ClientLine, shared: &Shared) -> Result<(), String> {
    match line {
        ClientLine::Empty => Ok(()),
        ClientLine::Message { to, .. } if !shared.users.contains(&to) => {
            Err(format!("unknown-recipient {to}"))
        }
        ClientLine::Message { to, text } => shared.inboxes.put(from, to, text),
    }
}

/// Sends a batch: why the line was not stored, the messages that waited, and the `f` that ends it.
fn answer(
    connection: &mut Connection,
    login: &str,
    stored: Result<(), String>,
    shared: &Shared,
) -> io::Result<()> {
    let mut batch = String::new();
    if let Err(notice) = stored {
        batch += &format!("! {notice}\n");
    }
    for Message { from, text } in shared.inboxes.take(login) {
        batch += &format!("@{from} {text}\n");
    }
    batch += "f\n";
    connection.send(batch.as_bytes())
}
