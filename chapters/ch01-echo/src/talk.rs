//! The smallest client: sends a line from the keyboard, prints what comes back, and takes turns
//! like that.
//!
//! It prints what **one** `read` returns, and cannot know whether that was the whole answer:
//! nothing in the bytes tells it. The rest is shown after the next line, or at the end, when the
//! client reads until the server closes. The end of the input (Ctrl-D, on Windows Ctrl-Z and
//! Enter) ends the client.

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::ExitCode;

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
    let mut answer = [0; 4096];
    for line in io::stdin().lines() {
        let line = line? + "\n";
        stream.write_all(line.as_bytes())?;
        let count = stream.read(&mut answer)?;
        if count == 0 {
            return Err(io::Error::other("the server has closed the connection"));
        }
        io::stdout().write_all(&answer[..count])?;
        io::stdout().flush()?; // Half a line is shown at once, too.
    }
    // "I have no more to say": the server reads an end, answers what is left, and closes its side
    // as well.
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut stream, &mut io::stdout())?;
    Ok(())
}
