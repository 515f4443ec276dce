//! What one connected user may do.

use std::io;
use std::net::TcpStream;

use crate::connection::Connection;
use crate::users::Users;

/// Lets a user in, then sends back each line; the login comes back as well, so that the client
/// knows it is in.
pub(crate) fn session(stream: TcpStream, users: &Users) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    let Some(login) = log_in(&mut connection, users)? else {
        return Ok(());
    };
    connection.send(format!("{login}\n").as_bytes())?;
    while let Some(mut line) = connection.read_line()? {
        line.push(b'\n');
        connection.send(&line)?;
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
