//! An echo server that counts what its clients send.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Serves the clients one after the other.
fn serve(listener: TcpListener) -> io::Result<()> {
    for connection in listener.incoming() {
        let stream = connection?;
        let client = stream.peer_addr()?;
        let count = echo(stream)?;
        println!("{client} sent {count} bytes");
    }
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
