//! A program at the end of a pipe that runs to its end: with its whole input, or with none and a
//! limit.

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::deadline::{patience, poll};
use crate::program::enclosure::{Attached, Enclosure};
use crate::program::groups;
use crate::program::process::{end_of, keep};

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

/// How much of the end of a build's output is kept.
const OUTPUT_KEPT: usize = 64 * 1024;

/// How a program has ended that had a limit.
#[derive(Debug)]
pub struct Finished {
    /// None where it had to be killed.
    pub status: Option<ExitStatus>,
    /// The end of what it wrote, both outputs as they came. Bytes that are not UTF-8 are replaced
    /// by U+FFFD.
    pub output: String,
}

/// Runs a program to its end without any input, in a process group of its own; behind the limit the
/// whole group is killed.
///
/// # Errors
/// Where it cannot be started.
pub fn run_in_group(command: Command, limit: Duration) -> io::Result<Finished> {
    run_kept(command, limit, &|_| {})
}

/// The same inside an enclosure, with its first reason to kill the program as the last line of the
/// output. The program can write to these folders only.
///
/// # Errors
/// As [`run_in_group`].
pub fn run_inside(
    enclosure: &dyn Enclosure,
    command: &Command,
    writable: &[&Path],
    limit: Duration,
) -> io::Result<Finished> {
    let keeper = Cell::new(0);
    let command = enclosure.enclose(command, writable, Attached::Pipes)?;
    let mut finished = run_kept(command, limit, &|child| keeper.set(child.id()))?;
    if let Some(reason) = enclosure.reason(keeper.get()) {
        finished.output.push_str(&format!("\n{reason}\n"));
    }
    Ok(finished)
}

fn run_kept(
    mut command: Command,
    limit: Duration,
    started: &dyn Fn(&Child),
) -> io::Result<Finished> {
    let (output, input) = io::pipe()?;
    command.stdin(Stdio::null());
    command.stdout(input.try_clone()?).stderr(input);
    let mut child = groups::spawn(&mut command)?;
    started(&child);
    // Holds the pipe's other end, which the reader waits for.
    drop(command);
    let reader = thread::spawn(move || read_end(output));
    // What it has left running is killed with it: that would hold the pipe open too.
    let status = poll(limit, || groups::try_wait(&mut child).ok().flatten());
    if status.is_none() {
        groups::end(&mut child)?;
    }
    Ok(Finished {
        status,
        output: reader.join().unwrap_or_default(),
    })
}

fn read_end(mut output: impl Read) -> String {
    let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = output.read(&mut buffer) {
        keep(&mut kept, &buffer[..count], OUTPUT_KEPT);
    }
    end_of(&kept, OUTPUT_KEPT)
}

fn read(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What came before an error is what it said.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
