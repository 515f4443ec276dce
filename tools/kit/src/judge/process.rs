//! A process that has so much time, and takes all that it has started with it.

use std::io::{self, Read};
use std::process::{self, Child, Command, ExitStatus, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use testkit::program::groups;

use super::Conduct;

/// Between two looks at a process: nobody wakes us when it ends.
const POLL: Duration = Duration::from_millis(3);

/// After this time one wants to know what is being waited for. Most waits of the tests themselves end
/// after five seconds, and then need no word.
const LATE: Duration = Duration::from_secs(6);

/// What a dead process has written is read within this time, unless somebody else holds its pipes.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Of each output so much is kept, of its beginning and of its end.
const KEPT: usize = 16 * 1024;

/// The exit code of a program that was interrupted, as shells have it: 128 and SIGINT.
const INTERRUPTED: i32 = 130;

/// What a process has said, and how it ended.
pub(crate) struct Run {
    pub(crate) ended: Ended,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// How it ended.
pub(crate) enum Ended {
    Exited(ExitStatus),
    OutOfTime,
    Stopped,
}

/// Runs a process without input to its end, or to the end of its time. Calls `is_late` where it
/// takes longer than one likes to wait without a word.
pub(crate) fn run(command: &mut Command, conduct: &Conduct, is_late: impl Fn()) -> io::Result<Run> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    end_all_at_interrupt();
    let mut child = groups::spawn(command)?;
    let stdout = child.stdout.take().map(keep);
    let stderr = child.stderr.take().map(keep);
    let ended = wait(&mut child, conduct, is_late)?;
    let bytes = |pipe: Option<Reader>| pipe.map(Reader::bytes).unwrap_or_default();
    Ok(Run {
        ended,
        stdout: bytes(stdout),
        stderr: bytes(stderr),
    })
}

/// The processes are in groups of their own, which Ctrl-C does not reach.
fn end_all_at_interrupt() {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // Where there is no handler, the limit ends them.
        let _ = ctrlc::set_handler(|| {
            groups::kill_all();
            process::exit(INTERRUPTED);
        });
    });
}

fn wait(child: &mut Child, conduct: &Conduct, is_late: impl Fn()) -> io::Result<Ended> {
    let end = Instant::now() + conduct.limit;
    let mut late = Some(Instant::now() + LATE.min(conduct.limit / 2));
    loop {
        if let Some(status) = groups::try_wait(child)? {
            return Ok(Ended::Exited(status));
        }
        if conduct.stop.load(Ordering::Relaxed) {
            return groups::end(child).map(|()| Ended::Stopped);
        }
        if Instant::now() >= end {
            return groups::end(child).map(|()| Ended::OutOfTime);
        }
        if late.take_if(|late| Instant::now() >= *late).is_some() {
            is_late();
        }
        thread::park_timeout(POLL);
    }
}

/// An output that is read on a thread of its own.
struct Reader {
    kept: Arc<Mutex<Kept>>,
    end: Receiver<()>,
}

fn keep(mut pipe: impl Read + Send + 'static) -> Reader {
    let kept = Arc::<Mutex<Kept>>::default();
    let (sender, end) = channel();
    let keeping = Arc::clone(&kept);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            lock(&keeping).add(&buffer[..count]);
        }
        drop(sender);
    });
    Reader { kept, end }
}

impl Reader {
    /// What was read up to the end, or as much of it as came.
    fn bytes(self) -> Vec<u8> {
        // Nothing is ever sent: this waits for the sender's end.
        let _ = self.end.recv_timeout(LAST_WORDS);
        lock(&self.kept).bytes()
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The beginning and the end of an output.
#[derive(Default)]
struct Kept {
    first: Vec<u8>,
    last: Vec<u8>,
    left_out: usize,
}

impl Kept {
    fn add(&mut self, bytes: &[u8]) {
        let room = KEPT - self.first.len();
        let (first, last) = bytes.split_at(room.min(bytes.len()));
        self.first.extend(first);
        self.last.extend(last);
        let surplus = self.last.len().saturating_sub(KEPT);
        self.last.drain(..surplus);
        self.left_out += surplus;
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.first.clone();
        if self.left_out > 0 {
            bytes.extend(format!("\n… {} bytes …\n", self.left_out).bytes());
        }
        bytes.extend(&self.last);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_output_the_beginning_and_the_end_are_kept() {
        let mut kept = Kept::default();
        kept.add(b"first");
        kept.add(&vec![b'-'; 3 * KEPT]);
        kept.add(b"last");
        let bytes = kept.bytes();
        assert!(bytes.starts_with(b"first-") && bytes.ends_with(b"-last"));
        let text = String::from_utf8(bytes).expect("text");
        assert!(
            text.contains(&format!("\n… {} bytes …\n", KEPT + 9)),
            "{}",
            text.len()
        );
    }
}
