//! A server under strace: what it asked of the system, and answers that were forged.
//!
//! The tracer runs as a detached grandchild (`-D`), so that the server stays the child that is
//! signalled and waited for. What is injected is counted for each thread by itself (strace(1),
//! `when=`), and only among the calls on one path (`-P`).

mod call;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use testkit::{Launch, Program};

pub(super) use call::{Call, Event, Moment};

/// How long the tracer may take to write its last line when the server is dead.
const LAST_LINE: Duration = Duration::from_secs(5);

/// Between two looks at the trace.
const LOOK: Duration = Duration::from_millis(2);

/// Whether strace can be used.
///
/// # Errors
/// Where it is missing, or may trace nothing.
pub(super) fn check_is_there() -> Result<()> {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "-e", "trace=none", "true"]);
    let tried = command.stdin(Stdio::null()).output();
    let output = tried.context("needs strace; install it (Debian: apt-get install strace)")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "needs strace, which may not trace here: {}",
            said.trim_end()
        );
    }
    Ok(())
}

/// The server with strace's arguments before it; the trace goes to this file.
pub(super) fn program<S: Into<OsString>>(
    server: &Path,
    trace: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Program {
    let common = ["-D", "-f", "-q", "-o"];
    let mut program = Program::new("strace").launch(Launch::Flags);
    for argument in common {
        program = program.argument(argument);
    }
    program = program.argument(trace);
    for argument in arguments {
        program = program.argument(argument);
    }
    program.argument(server)
}

/// The server with everything recorded that it does to these calls' files.
pub(super) fn recorder(server: &Path, trace: &Path, calls: &[&str]) -> Program {
    let which = format!("trace={}", calls.join(","));
    program(server, trace, ["-xx", "-yy", "-s", "65535", "-e", &which])
}

/// The moments of a recorded run that has ended, in their order.
///
/// # Errors
/// Where the trace cannot be read, or has no end.
pub(super) fn recorded(trace: &Path) -> Result<Vec<Event>> {
    call::parse(&finished(trace)?)
}

/// The trace of a process that is dead: the tracer writes on for a moment.
pub(super) fn finished(trace: &Path) -> Result<String> {
    let end = Instant::now() + LAST_LINE;
    loop {
        let text = fs::read_to_string(trace).unwrap_or_default();
        if is_finished(&text) {
            return Ok(text);
        }
        if Instant::now() > end {
            bail!("{}: the trace has no end", trace.display());
        }
        thread::park_timeout(LOOK);
    }
}

/// Whether the last line says that the process has ended: its first thread, which the other lines
/// come after.
fn is_finished(text: &str) -> bool {
    let last = text.lines().next_back().unwrap_or_default();
    text.ends_with('\n') && last.ends_with("+++")
}

/// A path's name in the data folder, empty for the folder itself; `None` where it is elsewhere.
pub(super) fn inside(data: &Path, path: &str) -> Option<PathBuf> {
    Path::new(path).strip_prefix(data).ok().map(Path::to_owned)
}
