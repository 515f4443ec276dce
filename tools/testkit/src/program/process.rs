//! A child process whose output is always read, so that it never blocks on a full pipe.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::enclosure::{self, Attached, Enclosure};
use super::groups;
use crate::deadline::poll;

/// How much of the end of stderr is kept: a panic's first line must not be lost to its backtrace.
const ERRORS_KEPT: usize = 64 * 1024;

/// What a pipe holds (pipe(7)): one read takes all of it, for programs that say a gigabyte.
const PIPE: usize = 64 * 1024;

/// A first line is not longer than this.
const FIRST_LINE: u64 = 4096;

/// How long a dead process's last words are waited for: something it started may hold its pipe
/// open.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// How long a process group has to end by itself, before it is killed.
const GRACE: Duration = Duration::from_millis(300);

/// Whom a signal reaches beside the process itself.
#[derive(Debug)]
enum Reach {
    Alone,
    /// It leads a group, which gets every signal with it.
    Group,
    /// It keeps the program, which gets the signals in its place.
    Inside(Arc<dyn Enclosure>),
}

#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    reach: Reach,
    /// The first process of an enclosure, which all inside end with.
    first_inside: Option<u32>,
    first_line: Receiver<String>,
    errors: Arc<Mutex<Vec<u8>>>,
    // Never joined, for the same reason as `LAST_WORDS`: it ends with the pipe.
    errors_thread: JoinHandle<()>,
}

impl Process {
    pub(super) fn start(mut command: Command) -> io::Result<Process> {
        Process::watch(piped(&mut command).spawn()?, Reach::Alone)
    }

    /// Starts it with whatever it will start itself in a group of its own, so that nothing is left
    /// behind. Where there are no process groups it is alone, and its children must end by
    /// themselves.
    pub(super) fn start_group(mut command: Command) -> io::Result<Process> {
        Process::watch(groups::spawn(piped(&mut command))?, Reach::Group)
    }

    /// Starts it inside an enclosure; it can write to these folders only.
    pub(super) fn start_inside(
        enclosure: &Arc<dyn Enclosure>,
        command: &Command,
        writable: &[&Path],
    ) -> io::Result<Process> {
        let mut command = enclosure.enclose(command, writable, Attached::Pipes)?;
        let child = groups::spawn(piped(&mut command))?;
        Process::watch(child, Reach::Inside(Arc::clone(enclosure)))
    }

    fn watch(mut child: Child, reach: Reach) -> io::Result<Process> {
        let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
            unreachable!("both are piped");
        };
        let (sender, first_line) = sync_channel(1);
        thread::spawn(move || read_output(output, &sender));
        let kept = Arc::new(Mutex::new(Vec::new()));
        let errors_thread = thread::spawn({
            let kept = Arc::clone(&kept);
            move || keep_end(errors, &kept)
        });
        Ok(Process {
            child,
            reach,
            first_inside: None,
            first_line,
            errors: kept,
            errors_thread,
        })
    }

    /// The first line of output, without its end; none where it does not come in time or at all.
    pub(super) fn first_line(&self, limit: Duration) -> Option<String> {
        self.first_line.recv_timeout(limit).ok()
    }

    pub(super) fn exited(&mut self, limit: Duration) -> Option<ExitStatus> {
        self.look_inside();
        let status = poll(limit, || self.child.try_wait().ok().flatten())?;
        self.await_end_inside();
        poll(LAST_WORDS, || {
            self.errors_thread.is_finished().then_some(())
        });
        Some(status)
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The end of what it wrote to stderr, and why its enclosure has killed it.
    pub(super) fn errors(&self) -> String {
        let kept = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let mut errors = end_of(&kept, ERRORS_KEPT);
        drop(kept);
        if let Reach::Inside(enclosure) = &self.reach
            && let Some(reason) = enclosure.reason(self.child.id())
        {
            errors.push_str(&format!("\n{reason}\n"));
        }
        errors
    }

    pub(super) fn kill(&mut self) -> io::Result<()> {
        match self.reach {
            Reach::Alone => {}
            Reach::Group => groups::kill(self.child.id()),
            Reach::Inside(_) => self.kill_inside(),
        }
        self.child.kill()
    }

    /// Remembers who is to end with it, as long as that can be seen.
    fn look_inside(&mut self) {
        if matches!(self.reach, Reach::Inside(_)) && self.first_inside.is_none() {
            self.first_inside = enclosure::first(self.child.id());
        }
    }

    /// Behind its end: waits until all inside are dead, and nobody holds its port any more.
    fn await_end_inside(&mut self) {
        if let Some(first) = self.first_inside.take() {
            enclosure::await_end(first);
        }
    }

    /// Kills what it keeps, and waits until that is dead.
    fn kill_inside(&mut self) {
        self.look_inside();
        if let Ok(None) = self.child.try_wait() {
            enclosure::kill(self.child.id());
            poll(enclosure::DEATH, || self.child.try_wait().ok().flatten());
        }
        self.await_end_inside();
    }

    pub(super) fn terminate(&mut self) -> io::Result<()> {
        self.send(signal::Signal::SIGTERM)
    }

    pub(super) fn interrupt(&mut self) -> io::Result<()> {
        self.send(signal::Signal::SIGINT)
    }

    fn send(&mut self, signal: signal::Signal) -> io::Result<()> {
        // A child that was waited for has lost its number to whoever comes next.
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        match self.reach {
            Reach::Alone => signal::send(&mut self.child, signal, false),
            Reach::Group => signal::send(&mut self.child, signal, true),
            Reach::Inside(_) => {
                enclosure::signal(self.child.id(), signal);
                Ok(())
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.look_inside();
        if !matches!(self.reach, Reach::Alone) {
            let _ = self.terminate();
            poll(GRACE, || self.child.try_wait().ok().flatten());
            if matches!(self.reach, Reach::Inside(_)) {
                self.kill_inside();
            }
            groups::kill(self.child.id());
            groups::remove(self.child.id());
        }
        // Both fail only where it is dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn piped(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
}

/// Hands over the first line, then reads on so that the program can write on.
fn read_output(output: ChildStdout, first_line: &SyncSender<String>) {
    let mut output = BufReader::with_capacity(PIPE, output);
    let mut line = Vec::new();
    let read = output
        .by_ref()
        .take(FIRST_LINE)
        .read_until(b'\n', &mut line);
    if read.is_ok_and(|count| count > 0) {
        // Nobody waits any more where the deadline has passed.
        let _ = first_line.send(String::from_utf8_lossy(&line).trim_end().to_owned());
    }
    let _ = io::copy(&mut output, &mut io::sink());
}

/// Adds bytes of which only the end is kept: so many at least, and at most twice as many, so that
/// they are rarely moved.
pub(crate) fn keep(kept: &mut Vec<u8>, bytes: &[u8], count: usize) {
    kept.extend(bytes);
    if kept.len() > 2 * count {
        kept.drain(..kept.len() - count);
    }
}

/// The end of what [`keep`] has kept, at most so many bytes.
pub(crate) fn end_of(kept: &[u8], count: usize) -> String {
    let start = kept.len().saturating_sub(count);
    String::from_utf8_lossy(&kept[start..]).into_owned()
}

fn keep_end(mut errors: ChildStderr, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; PIPE];
    while let Ok(count @ 1..) = errors.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&mut kept, &buffer[..count], ERRORS_KEPT);
    }
}

#[cfg(unix)]
pub(super) mod signal {
    pub(in crate::program) use nix::sys::signal::Signal;
    use std::{io, process::Child};

    pub(super) fn send(child: &mut Child, signal: Signal, is_group: bool) -> io::Result<()> {
        let id = i32::try_from(child.id()).map_err(io::Error::other)?;
        let id = nix::unistd::Pid::from_raw(id);
        let send = if is_group {
            nix::sys::signal::killpg
        } else {
            nix::sys::signal::kill
        };
        Ok(send(id, signal)?)
    }
}

#[cfg(not(unix))]
pub(super) mod signal {
    use std::{io, process::Child};

    /// There are no signals here: all mean that the process is killed.
    #[derive(Clone, Copy)]
    pub(in crate::program) enum Signal {
        SIGTERM,
        SIGINT,
        SIGKILL,
    }

    pub(super) fn send(child: &mut Child, _: Signal, _: bool) -> io::Result<()> {
        child.kill()
    }
}
