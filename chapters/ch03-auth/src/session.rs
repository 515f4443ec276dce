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

/// Takes the first line for the login; `None` where there was none, or nobody has that login.
fn log_in(connection: &mut Connection, users: &Users) -> io::Result<Option<String>> {
    let Some(line) = connection.read_line()? else {
        return Ok(None);
    };
    // Bytes that are not UTF-8 are no login; neither are any others that the base does not know.
    match String::from_utf8(line) {
        Ok(login) if users.contains(&login) => Ok(Some(login)),
        _ => connection.refuse("unknown-user").map(|()| None),
    }
}
