//! A server that knows its users: it sends back what they say, and nobody else gets in.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The longest line of a client in bytes, with its end.
const LINE_MAX: u64 = 4098;

fn serve(listener: TcpListener) -> io::Result<()> {
    let users = Arc::new(HashSet::from(["ana", "bia", "kim"]));
    for connection in listener.incoming() {
        let users = Arc::clone(&users);
        let started = connection
            .and_then(|stream| thread::Builder::new().spawn(move || session(stream, &users)));
        if let Err(error) = started {
            eprintln!("no session for a client: {error}");
        }
    }
    Ok(())
}

/// Lets a user in, then sends back the login and each line.
fn session(stream: TcpStream, users: &HashSet<&str>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let Some(first) = read_line(&mut reader)? else {
        return Ok(());
    };
    let Some(login) = find_user(&first, users) else {
        return Ok(());
    };
    reader
        .get_mut()
        .write_all(format!("{login}\n").as_bytes())?;
    while let Some(line) = read_line(&mut reader)? {
        reader.get_mut().write_all(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}

/// The next line without its end, or `None` when there is no further one.
fn read_line(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    reader.by_ref().take(LINE_MAX).read_line(&mut line)?;
    if !line.ends_with('\n') {
        return Ok(None);
    }
    Ok(Some(line.trim().to_string()))
}

/// The login of the user who has said this line.
fn find_user(line: &str, users: &HashSet<&str>) -> Option<String> {
    // A telephone begins each line with a capital letter.
    let login = line.to_lowercase();
    users.contains(login.as_str()).then_some(login)
}

#[cfg(test)]
mod tests;
