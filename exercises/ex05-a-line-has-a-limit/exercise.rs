//! Sends back each line of a client.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The longest line in bytes, without the LF and the CR before it.
const LINE_MAX: usize = 4096;

/// Gives each client a thread as soon as it connects.
fn serve(listener: TcpListener) -> io::Result<()> {
    for connection in listener.incoming() {
        if let Err(error) = connection.and_then(start_session) {
            eprintln!("no session for a client: {error}");
        }
    }
    Ok(())
}

fn start_session(stream: TcpStream) -> io::Result<()> {
    thread::Builder::new().spawn(move || {
        if let Err(error) = session(stream) {
            eprintln!("session ended: {error}");
        }
    })?;
    Ok(())
}

/// Serves one client.
fn session(stream: TcpStream) -> io::Result<()> {
    // A client that does not read its answers is given up.
    stream.set_write_timeout(Some(Duration::from_secs(3)))?;
    let mut reader = BufReader::new(stream);
    while let Some(mut line) = read_line(&mut reader)? {
        line.push(b'\n');
        reader.get_mut().write_all(&line)?;
    }
    Ok(())
}

/// The next line without its end, or `None` where there is no further one.
fn read_line(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    if line.pop_if(|last| *last == b'\n').is_none() {
        return Ok(None); // What the client did not finish is not a line.
    }
    line.pop_if(|last| *last == b'\r');
    if line.len() > LINE_MAX {
        refuse(reader)?;
        return Ok(None);
    }
    Ok(Some(line))
}

/// Says that the line was too long, and ends the connection. What still comes is read and dropped
/// for a while: if a stream is closed with unread bytes, the system throws away what was just
/// sent.
fn refuse(reader: &mut BufReader<TcpStream>) -> io::Result<()> {
    let stream = reader.get_mut();
    stream.write_all(b"! line-too-long\n")?;
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    let deadline = Instant::now() + Duration::from_secs(1);
    let mut rest = stream.take(64 * 1024);
    while Instant::now() < deadline && rest.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
    Ok(())
}

#[cfg(test)]
mod tests;
