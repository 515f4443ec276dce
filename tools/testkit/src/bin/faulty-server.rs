//! An echo server with a fault that is chosen: `faulty-server FAULT ADDR DATA`. The tests of this
//! package and of those that use it look at what is said about each fault.
//!
//! `none`; `read-is-line` takes each read for a line; `panic` and `exit` on the first line;
//! `by-heart` answers nobody but `ana`; `once:FILE` answers wrongly where there is no such file
//! yet, and makes it; `no-address`, `no-output` and `dead` at the start.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::exit;
use std::thread;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let (fault, address) = (arguments[1].clone(), &arguments[2]);
    let listener = TcpListener::bind(address)?;
    match fault.as_str() {
        "no-address" => println!("ready"),
        "no-output" => {}
        "dead" => end("cannot read users.csv"),
        _ => println!("listening on {}", listener.local_addr()?),
    }
    for stream in listener.incoming().flatten() {
        let fault = fault.clone();
        thread::spawn(move || serve(stream, &fault));
    }
    Ok(())
}

fn end(message: &str) {
    eprintln!("{message}");
    exit(3);
}

fn serve(stream: TcpStream, fault: &str) -> io::Result<()> {
    if fault == "read-is-line" {
        return a_line_a_read(stream);
    }
    for line in BufReader::new(&stream).lines() {
        let line = line?;
        match fault {
            "by-heart" if line != "ana" => writeln!(&stream, "{line}?")?,
            "panic" => panic!("no such user"),
            "exit" => end("out of order"),
            _ if is_first_time(fault) => writeln!(&stream, "{line}?")?,
            _ => writeln!(&stream, "{line}")?,
        }
    }
    Ok(())
}

fn is_first_time(fault: &str) -> bool {
    let file = fault.strip_prefix("once:");
    file.is_some_and(|file| File::create_new(file).is_ok())
}

fn a_line_a_read(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        let text = String::from_utf8_lossy(&buffer[..count]);
        let Some(line) = text.lines().next() else {
            return Ok(());
        };
        stream.write_all(format!("{line}\n").as_bytes())?;
    }
}
