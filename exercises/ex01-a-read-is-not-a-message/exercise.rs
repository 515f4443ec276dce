//! Receives measurements: numbers of four bytes, the most significant one first.

use std::io::{self, Read};
use std::net::TcpStream;

/// The next measurement; `None` where the station has ended the connection.
fn read_measurement(stream: &mut TcpStream) -> io::Result<Option<u32>> {
    let mut bytes = [0; 4];
    let count = stream.read(&mut bytes)?;
    if count == 0 {
        return Ok(None);
    }
    Ok(Some(u32::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests;
