//! Has a text sorted by a service.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

/// Sends a text to the service, and returns its lines in order.
fn ask(service: SocketAddr, text: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(service)?;
    stream.write_all(text.as_bytes())?;
    // Only this direction ends. Without it the service would wait for more text, and this function
    // for the answer; `Shutdown::Both` would end the direction of the answer too.
    stream.shutdown(Shutdown::Write)?;
    // The service's own FIN is the end of the answer. A connection that breaks before it is an
    // error, and what came until then is not an answer.
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests;
