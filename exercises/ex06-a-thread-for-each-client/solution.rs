//! A relay: sends each line back with a mark in front of it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

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
    // The thread may outlive whoever lent us the mark, so it gets one of its own.
    let mark = mark.to_string();
    // `move` gives it the stream and the mark: they end with the thread. The handle that `spawn`
    // returns is dropped: nobody waits for this client.
    thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream, &mark) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok(())
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
