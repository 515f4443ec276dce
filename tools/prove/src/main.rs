//! Takes the arguments apart; each proof is a module of the library.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    prove::run(&prove::Arguments::parse()).unwrap_or_else(|error| {
        eprintln!("cargo prove: {error:#}");
        ExitCode::from(2)
    })
}
