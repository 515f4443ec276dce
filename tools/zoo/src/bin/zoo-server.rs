//! `zoo-server DEFECT ADDR DATA`: one server of the zoo as a program. `mystery-3` in place of a
//! defect does not tell which one it is; `zoo-server answer mystery-3` does.
//!
//! Exit codes: 0 stopped, 2 a wrong argument or user base, 3 the address cannot be used.

use std::env;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

use zoo::{Defect, Server, UnknownDefect, serve_folder};

const USAGE: &str = "usage: zoo-server DEFECT ADDR DATA, as in: zoo-server none 127.0.0.1:0 data";

/// What is said on stderr, and the exit code.
type Failure = (String, u8);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err((message, code)) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["answer", name] => {
            let defect = found(name)?;
            println!("{defect}: {} {}", defect.does(), defect.breaks());
        }
        ["none", address, data] => start(None, address, data)?.wait(),
        [name, address, data] => start(Some(found(name)?), address, data)?.wait(),
        _ => return Err((USAGE.to_owned(), 2)),
    }
    Ok(())
}

fn found(name: &str) -> Result<Defect, Failure> {
    let mystery = Defect::of_mystery(name);
    mystery.map_or_else(
        || {
            name.parse()
                .map_err(|error: UnknownDefect| (error.to_string(), 2))
        },
        Ok,
    )
}

fn start(defect: Option<Defect>, address: &str, data: &str) -> Result<Server, Failure> {
    let listener = TcpListener::bind(address).map_err(|error| {
        let advice = "another address can be given, such as 127.0.0.1:0";
        (format!("cannot listen on {address}: {error}; {advice}"), 3)
    })?;
    let server = serve_folder(listener, Path::new(data), defect).map_err(|error| {
        let advice = "it needs a users.csv with a header and a login in each line";
        (format!("cannot use {data}: {error}; {advice}"), 2)
    })?;
    let stopper = server.stopper();
    ctrlc::set_handler(move || stopper.stop())
        .map_err(|error| (format!("cannot wait for Ctrl-C: {error}"), 3))?;
    println!("listening on {}", server.address());
    Ok(server)
}
