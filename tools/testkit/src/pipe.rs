//! A program at the end of a pipe: it gets its whole input, and runs to its end.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::deadline::{patience, poll};

/// How many deadlines a program may take to end. A client may have reasons to wait for its server.
const DEADLINES: u32 = 6;

/// What a program has said, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// The exit code; `None` where a signal ended it, or it had to be killed because it did not
    /// end.
    pub code: Option<i32>,
    /// Its standard output. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub output: String,
    /// Its error output, in the same way.
    pub errors: String,
}

/// Runs a program with this input to its end, for which it has six times the [deadline](patience).
///
/// # Errors
/// Where it cannot be started.
pub fn run(command: &mut Command, input: &str) -> io::Result<Ended> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // Read from the start: a program that says much before it has read all must not get stuck.
    let output = child.stdout.take().map(|pipe| thread::spawn(|| read(pipe)));
    let errors = child.stderr.take().map(|pipe| thread::spawn(|| read(pipe)));
    if let Some(mut stdin) = child.stdin.take() {
        // A program that has ended already does not read it.
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = poll(patience() * DEADLINES, || child.try_wait().ok().flatten());
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let text = |pipe: Option<thread::JoinHandle<String>>| {
        pipe.and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    let code = status.and_then(|status| status.code());
    Ok(Ended {
        code,
        output: text(output),
        errors: text(errors),
    })
}

fn read(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What came before an error is what it said.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
