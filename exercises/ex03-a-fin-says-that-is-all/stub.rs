//! Has a text sorted by a service.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};

/// Sends a text to the service, and returns its lines in order.
fn ask(service: SocketAddr, text: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(service)?;
    stream.write_all(text.as_bytes())?;
    // Say that this is all, and read the answer.
    Ok(String::new())
}

#[cfg(test)]
mod tests;
