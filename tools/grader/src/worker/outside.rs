//! The side of whoever starts a worker.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use testkit::program::groups;

use super::{Event, Job, Order, Programs, Report, VERB};
use crate::evidence::Evidence;
use crate::sandbox::{Rust, SUBMISSION, World};

/// The most bytes that a worker says.
const MOST_SAID: u64 = 64 * 1024 * 1024;

/// The most bytes of its errors that are kept: it says one line.
const MOST_ERRORS: u64 = 16 * 1024;

/// Between two looks whether it is to be stopped.
const LOOK: Duration = Duration::from_millis(100);

/// How long a worker may take beyond the limits that it keeps itself.
const OVERTIME: Duration = Duration::from_secs(60);

/// How long it has to end by itself, with all that it has started.
const GRACE: Duration = Duration::from_secs(2);

/// Where a worker works.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// In a sandbox, with this toolchain for builds.
    Sandbox(Option<&'a Rust>),
    /// On this machine as it is: the submission is trusted. One that always takes the same port must
    /// be the only one at its time.
    Trusted,
}

/// Why there is no evidence; nothing that the submission is to blame for.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It cannot be started, or written to.
    #[error("the worker of {id} cannot be started: {source}")]
    Start {
        /// The submission.
        id: String,
        /// What the system says.
        source: io::Error,
    },
    /// It was to stop.
    #[error("it was interrupted")]
    Stopped,
    /// It has not ended in time, and was killed.
    #[error("the worker of {id} has taken longer than {} s and was killed", limit.as_secs())]
    TooLong {
        /// The submission.
        id: String,
        /// How long it had.
        limit: Duration,
    },
    /// It has ended without evidence.
    #[error("the worker of {id} has ended without a result{}{said}", if said.is_empty() { "" } else { ": " })]
    Ended {
        /// The submission.
        id: String,
        /// What it has said.
        said: String,
    },
}

/// Builds and plays a submission in a worker, and waits for what was seen. `program` is the grader's
/// own command; `folder` the submission, as [`gather`](crate::submission::gather) has copied it.
/// Where `stop` is set, and behind the time limits, the worker is ended with all that it has started.
///
/// # Errors
/// Where there is no evidence, which says nothing of the submission.
pub fn run(
    job: &Job,
    program: &Path,
    folder: &Path,
    place: Place,
    stop: &AtomicBool,
    tell: &dyn Fn(Event),
) -> Result<Evidence, Fault> {
    let worker = Worker::start(job, program, folder, place).map_err(|source| {
        let id = job.id.clone();
        Fault::Start { id, source }
    })?;
    let limit = job.limits.build_time + job.limits.play_time + OVERTIME;
    let end = Instant::now() + limit;
    loop {
        match worker.reports.recv_timeout(LOOK) {
            Ok(Report::Event(event)) => tell(event),
            Ok(Report::Evidence(evidence)) => return Ok(*evidence),
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::SeqCst) => {
                return Err(Fault::Stopped);
            }
            Err(RecvTimeoutError::Timeout) if Instant::now() > end => {
                let id = job.id.clone();
                return Err(Fault::TooLong { id, limit });
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(worker.ended(job, stop)),
        }
    }
}

/// A running worker. Dropping it ends it, with all that it has started.
struct Worker {
    child: Child,
    reports: Receiver<Report>,
    errors: Option<JoinHandle<String>>,
}

impl Worker {
    fn start(job: &Job, program: &Path, folder: &Path, place: Place) -> io::Result<Worker> {
        let mut command = command(job, program, folder, place);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = groups::spawn(&mut command)?;
        let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
            unreachable!("both are piped");
        };
        let (sender, reports) = sync_channel(16);
        thread::spawn(move || read_reports(output, &sender));
        let errors = Some(thread::spawn(move || read_errors(errors)));
        let mut worker = Worker {
            child,
            reports,
            errors,
        };
        worker.order(job, folder, place)?;
        Ok(worker)
    }

    /// Its input stays open as long as it is to go on.
    fn order(&mut self, job: &Job, folder: &Path, place: Place) -> io::Result<()> {
        let order = Order {
            job: job.clone(),
            folder: match place {
                Place::Sandbox(_) => SUBMISSION.into(),
                Place::Trusted => folder.to_owned(),
            },
            programs: match place {
                Place::Sandbox(rust) => Programs::Enclosed {
                    rust: rust.map(Rust::inside),
                },
                Place::Trusted => Programs::Trusted,
            },
        };
        let mut line = serde_json::to_vec(&order)?;
        line.push(b'\n');
        match self
            .child
            .stdin
            .as_mut()
            .map(|input| input.write_all(&line))
        {
            // It has ended already, and says why.
            Some(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Some(written) => written,
            None => Ok(()),
        }
    }

    /// It says nothing any more.
    fn ended(mut self, job: &Job, stop: &AtomicBool) -> Fault {
        self.end();
        if stop.load(Ordering::SeqCst) {
            return Fault::Stopped;
        }
        let said = self.errors.take().and_then(|errors| errors.join().ok());
        let said = said.unwrap_or_default();
        Fault::Ended {
            id: job.id.clone(),
            said: said.trim().escape_debug().to_string(),
        }
    }

    fn end(&mut self) {
        drop(self.child.stdin.take());
        let end = Instant::now() + GRACE;
        while Instant::now() < end {
            if let Ok(Some(_)) = groups::try_wait(&mut self.child) {
                return;
            }
            thread::sleep(LOOK / 10);
        }
        // Fails where it has just ended.
        let _ = groups::end(&mut self.child);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn command(job: &Job, program: &Path, folder: &Path, place: Place) -> Command {
    match place {
        Place::Sandbox(rust) => {
            let world = World {
                program,
                submission: folder,
                rust,
                scratch: job.limits.scratch,
            };
            world.command(&[OsStr::new(VERB)])
        }
        Place::Trusted => {
            let mut command = Command::new(program);
            command.arg(VERB);
            // What it leaves where it is killed is removed with the copy.
            if let Some(scratch) = folder.parent() {
                command.env("TMPDIR", scratch);
            }
            command
        }
    }
}

/// What is no report is nothing: only the worker writes here.
fn read_reports(output: ChildStdout, reports: &SyncSender<Report>) {
    let lines = BufReader::new(output.take(MOST_SAID)).lines();
    for line in lines.map_while(Result::ok) {
        let Ok(report) = serde_json::from_str(&line) else {
            return;
        };
        if reports.send(report).is_err() {
            return;
        }
    }
}

/// Reads on behind what is kept, so that it can write on.
fn read_errors(mut errors: ChildStderr) -> String {
    let mut kept = Vec::new();
    let _ = errors.by_ref().take(MOST_ERRORS).read_to_end(&mut kept);
    let _ = io::copy(&mut errors, &mut io::sink());
    String::from_utf8_lossy(&kept).into_owned()
}
