//! A worker alone, for tests; see `grader::worker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    grader::worker::main()
}
