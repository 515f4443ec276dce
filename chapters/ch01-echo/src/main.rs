//! The echo server: every byte that a client sends comes back to it.
//!
//! A TCP connection carries a **stream of bytes** in each direction, in order, without gaps and
//! without marks. What a client wrote with one call may arrive in two reads, and two writes may
//! arrive in one. For an echo server this makes no difference: it returns whatever it gets, and
//! does not look at it.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

const DEFAULT_ADDRESS: &str = "127.0.0.1:3333";

fn main() -> ExitCode {
    let address = env::args().nth(1).unwrap_or(DEFAULT_ADDRESS.to_string());
    let listener = match listen(&address) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!(
                "cannot listen on {address}: {error}; another address can be given as an argument: 127.0.0.1:4444"
            );
            return ExitCode::from(3);
        }
    };
    serve(&listener);
    ExitCode::SUCCESS
}

/// Takes the address for this program, and says so: from now on clients can connect.
fn listen(address: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    // Not `address`: port 0 asks for any free port, and this line says which one it is.
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// Serves the clients one after the other. While one is here, the next ones wait in the listener's
/// queue.
fn serve(listener: &TcpListener) {
    for connection in listener.incoming() {
        let ended = match connection {
            Ok(stream) => echo(stream),
            Err(error) => Err(error),
        };
        // What goes wrong with one client is no reason to send the next one away.
        if let Err(error) = ended {
            eprintln!("connection lost: {error}");
        }
    }
}

/// Sends back what comes in, until the client has no more to say.
fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        // Waits until something is there: one byte, or as many as the buffer holds.
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(()); // The client has closed its sending side. Dropping the stream closes ours.
        }
        stream.write_all(&buffer[..count])?;
    }
}
