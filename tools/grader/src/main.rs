//! `cargo grade`: takes the arguments apart; the verbs are modules of the library.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use grader::command::Arguments;
use grader::harmless::harmless;

/// The exit code where something could not be done at all.
const NOT_DONE: u8 = 2;

fn main() -> ExitCode {
    Arguments::parse().run().unwrap_or_else(|error| {
        // Where stderr is closed, the exit code says it.
        let _ = writeln!(io::stderr(), "{}", harmless(&format!("{error:#}")));
        ExitCode::from(NOT_DONE)
    })
}
