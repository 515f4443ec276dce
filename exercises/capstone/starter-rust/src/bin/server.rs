//! The server: so far it only opens a socket. `server [HOST [PORT [DATA]]]`

use std::env;
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let argument = |place, default: &str| env::args().nth(place).unwrap_or(default.to_string());
    let host = argument(1, "127.0.0.1");
    let port = argument(2, "3333");
    let data = argument(3, ".");
    match serve(&format!("{host}:{port}"), Path::new(&data)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server on {host}:{port} has failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(address: &str, data: &Path) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    println!("users: {}", data.join("users.csv").display());
    let (_stream, client) = listener.accept()?;
    println!("a client is here: {client}");
    Ok(()) // Here your work begins.
}
