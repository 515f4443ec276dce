//! Receives measurements: numbers of four bytes, the most significant one first.

use std::io::{self, Read};
use std::net::TcpStream;

/// The next measurement; `None` where the station has ended the connection.
fn read_measurement(stream: &mut TcpStream) -> io::Result<Option<u32>> {
    let mut bytes = [0; 4];
    let mut filled = 0;
    // A read returns what has arrived, at least one byte: TCP carries bytes, and does not know where
    // a measurement ends. So this reads on, into what is still empty, until the array is full.
    while filled < bytes.len() {
        let count = stream.read(&mut bytes[filled..])?;
        if count == 0 {
            break;
        }
        filled += count;
    }
    match filled {
        // Before the first byte, the end is an end like any other. Within a measurement it is not.
        0 => Ok(None),
        4 => Ok(Some(u32::from_be_bytes(bytes))),
        _ => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
    }
}

#[cfg(test)]
mod tests;
