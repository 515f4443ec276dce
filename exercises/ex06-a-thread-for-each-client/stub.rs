//! A relay: sends each line back with a mark in front of it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// The longest line in bytes, with its LF.
const LINE_MAX: u64 = 4097;

/// Gives each client a session as soon as it connects.
fn serve(listener: TcpListener, mark: &str) -> io::Result<()> {
    for connection in listener.incoming() {
        if let Err(error) = connection.and_then(|stream| start_session(stream, mark)) {
            eprintln!("no session for a client: {error}");
        }
    }
    Ok(())
}

/// Starts the thread that serves one client, and returns at once.
fn start_session(stream: TcpStream, mark: &str) -> io::Result<()> {
    // Here is no thread yet: this returns when the client has gone.
    session(stream, mark)
}

/// Serves one client, until it has no more to say.
fn session(mut stream: TcpStream, mark: &str) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let mut answer = mark.as_bytes().to_vec();
        lines
            .by_ref()
            .take(LINE_MAX)
            .read_until(b'\n', &mut answer)?;
        if !answer.ends_with(b"\n") {
            return Ok(()); // There is no further line, or it is longer than a relay passes on.
        }
        stream.write_all(&answer)?;
    }
}

#[cfg(test)]
mod tests;
