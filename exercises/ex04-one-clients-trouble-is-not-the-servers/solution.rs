//! An echo server that counts what its clients send.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Serves the clients one after the other.
fn serve(listener: TcpListener) -> io::Result<()> {
    for connection in listener.incoming() {
        // Even `accept` can fail because of one client: it may have left before its turn.
        let ended = match connection {
            Ok(stream) => serve_one(stream),
            Err(error) => Err(error),
        };
        // Here errors end: they are said, and the next client has its turn.
        if let Err(error) = ended {
            eprintln!("connection lost: {error}");
        }
    }
    Ok(())
}

/// Serves one client. A `?` in here leaves this client, and not the server.
fn serve_one(stream: TcpStream) -> io::Result<()> {
    let client = stream.peer_addr()?;
    let count = echo(stream)?;
    println!("{client} sent {count} bytes");
    Ok(())
}

/// Sends back what comes in, until the client has no more to say; returns how many bytes it were.
fn echo(mut stream: TcpStream) -> io::Result<usize> {
    let mut buffer = [0; 4096];
    let mut total = 0;
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(total);
        }
        stream.write_all(&buffer[..count])?;
        total += count;
    }
}

#[cfg(test)]
mod tests;
