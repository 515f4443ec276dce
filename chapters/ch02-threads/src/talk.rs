//! The client with two threads: one sends what is typed, the other prints what arrives, whichever
//! comes first.
//!
//! A thread that waits for the keyboard cannot wait for the network as well. So the reader of the
//! network gets a thread of its own, and `move` gives the stream to it. The client need not know
//! any more which answer belongs to which line, or where an answer ends. The end of the input
//! (Ctrl-D, on Windows Ctrl-Z and Enter) ends the client.

use std::env;
use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::process::ExitCode;
use std::thread::{self, JoinHandle};

const DEFAULT_ADDRESS: &str = "127.0.0.1:3333";

fn main() -> ExitCode {
    let address = env::args().nth(1).unwrap_or(DEFAULT_ADDRESS.to_string());
    match talk(&address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot talk with {address}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn talk(address: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    // A second handle of the same connection, for the thread that reads.
    let mut incoming = stream.try_clone()?;
    let reader = thread::spawn(move || io::copy(&mut incoming, &mut io::stdout()));
    let sent = send_lines(&mut stream, &reader);
    // "I have no more to say": the server answers what is left and closes, and that ends the
    // reader. This fails only where the connection is gone, and then the reader has ended as
    // well.
    let _ = stream.shutdown(Shutdown::Write);
    let received = reader.join().expect("copying does not panic");
    sent.and(received)?;
    Ok(())
}

fn send_lines(stream: &mut TcpStream, reader: &JoinHandle<io::Result<u64>>) -> io::Result<()> {
    for line in io::stdin().lines() {
        if reader.is_finished() {
            return Err(io::Error::other("the server has closed the connection"));
        }
        let line = line? + "\n";
        stream.write_all(line.as_bytes())?;
    }
    Ok(())
}
