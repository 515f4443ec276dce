//! The client: so far it only connects. `client [HOST [PORT]]`

use std::env;
use std::io;
use std::net::TcpStream;
use std::process::ExitCode;

fn main() -> ExitCode {
    let argument = |place, default: &str| env::args().nth(place).unwrap_or(default.to_string());
    let host = argument(1, "127.0.0.1");
    let port = argument(2, "3333");
    match talk(&format!("{host}:{port}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("no connection with {host}:{port}: {error}; does the server run?");
            ExitCode::FAILURE
        }
    }
}

fn talk(address: &str) -> io::Result<()> {
    let stream = TcpStream::connect(address)?;
    println!("connected to {}", stream.peer_addr()?);
    Ok(()) // Here your work begins.
}
