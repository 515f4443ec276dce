//! Prints lines in a thread of its own: who does not read our output holds nothing up at the end.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Lines that wait to be printed. When the output takes no more, those who print wait too.
const MOST_WAITING: usize = 256;

/// An output that takes no line for so long at the end is not waited for any more.
const STUCK: Duration = Duration::from_secs(1);

/// A handle: clones print to the same output.
#[derive(Debug, Clone)]
pub(super) struct Printer {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    /// The first one stays until it has been printed.
    lines: VecDeque<String>,
    /// Nobody waits any more for room.
    released: bool,
}

impl Printer {
    /// For the standard output.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub(super) fn start() -> io::Result<Printer> {
        let shared = Arc::<Shared>::default();
        let printer = Printer {
            shared: Arc::clone(&shared),
        };
        // It lives as long as the process.
        thread::Builder::new().spawn(move || shared.print_all())?;
        Ok(printer)
    }

    /// Prints a line soon; waits where too many wait already, until [`Printer::release`].
    pub(super) fn print(&self, line: String) {
        let is_full = |queue: &mut Queue| queue.lines.len() >= MOST_WAITING && !queue.released;
        let queue = self.shared.queue();
        let room = self.shared.changed.wait_while(queue, is_full);
        let mut queue = room.unwrap_or_else(PoisonError::into_inner);
        queue.lines.push_back(line);
        self.shared.changed.notify_all();
    }

    /// From now on printing waits for nobody, because the end is near.
    pub(super) fn release(&self) {
        self.shared.queue().released = true;
        self.shared.changed.notify_all();
    }

    /// Waits until all is printed, as long as the output takes anything.
    pub(super) fn finish(&self) {
        let mut queue = self.shared.queue();
        loop {
            let before = queue.lines.len();
            let is_stuck = |queue: &mut Queue| queue.lines.len() == before;
            if before == 0 {
                return;
            }
            let waited = self
                .shared
                .changed
                .wait_timeout_while(queue, STUCK, is_stuck);
            let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                return;
            }
            queue = now;
        }
    }
}

impl Shared {
    fn print_all(&self) {
        loop {
            let queue = self.queue();
            let waited = self
                .changed
                .wait_while(queue, |queue| queue.lines.is_empty());
            let queue = waited.unwrap_or_else(PoisonError::into_inner);
            let line = queue.lines.front().cloned().unwrap_or_default();
            drop(queue);
            // Who has closed our output still has the files.
            let _ = writeln!(io::stdout(), "{line}");
            self.queue().lines.pop_front();
            self.changed.notify_all();
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
