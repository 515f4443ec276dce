//! Ends programs that take more than they may have of what the system does not count for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use testkit::program::enclosure;
use testkit::program::processes::Processes;

use super::limits::size;

/// Between two looks. Until the next one, all that a program can take is what it can write in this
/// time, some hundred MiB.
const LOOK: Duration = Duration::from_millis(100);

/// Looks at the memory and the files of all programs that this process keeps in enclosures, from a
/// thread of its own, which ends with the last handle.
#[derive(Debug, Clone)]
pub struct Watchdog {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// Bytes that a program may have in memory.
    memory: u64,
    /// Bytes of all files in [`std::env::temp_dir`].
    scratch: u64,
    /// How many files there may be.
    files: u64,
    /// When the time is over.
    until: Option<Instant>,
    /// Why a program was killed, by the process that has kept it.
    reasons: BTreeMap<u32, String>,
}

impl Watchdog {
    /// Begins to look. The scratch folder is [`std::env::temp_dir`].
    pub fn start(memory: u64, scratch: u64, files: u64) -> Watchdog {
        let watchdog = Watchdog::idle(memory, scratch, files);
        let watched = Arc::downgrade(&watchdog.state);
        // Ends with the last handle, within one look.
        thread::spawn(move || {
            while let Some(state) = watched.upgrade() {
                look(&state);
                drop(state);
                thread::sleep(LOOK);
            }
        });
        watchdog
    }

    /// One that never looks.
    pub(super) fn idle(memory: u64, scratch: u64, files: u64) -> Watchdog {
        let state = Arc::new(Mutex::new(State {
            memory,
            scratch,
            files,
            until: None,
            reasons: BTreeMap::new(),
        }));
        Watchdog { state }
    }

    /// From now on a program may have so many bytes of memory.
    pub fn allow_memory(&self, memory: u64) {
        lock(&self.state).memory = memory;
    }

    /// From this moment on every program is ended.
    pub fn end_at(&self, until: Instant) {
        lock(&self.state).until = Some(until);
    }

    /// Why what this process has kept was killed; none where it was not.
    pub fn reason(&self, keeper: u32) -> Option<String> {
        lock(&self.state).reasons.get(&keeper).cloned()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(state: &Mutex<State>) {
    let (most, scratch, files, until) = {
        let state = lock(state);
        (state.memory, state.scratch, state.files, state.until)
    };
    let is_over = until.is_some_and(|until| Instant::now() >= until);
    let used = used(&std::env::temp_dir()).unwrap_or_default();
    let processes = Processes::now();
    for &keeper in processes.children(process::id()) {
        let memory: u64 = processes.below(keeper).into_iter().map(memory).sum();
        if memory > most {
            let most = size(most);
            kill(state, keeper, format!("killed: more than {most} of memory"));
        } else if used.bytes > scratch {
            let most = size(scratch);
            kill(state, keeper, format!("killed: more than {most} of files"));
        } else if used.files > files {
            kill(state, keeper, format!("killed: more than {files} files"));
        } else if is_over {
            kill(state, keeper, "killed: the time was over".to_owned());
        }
    }
}

/// The reason is there before the end can be seen.
fn kill(state: &Mutex<State>, keeper: u32, reason: String) {
    lock(state).reasons.entry(keeper).or_insert(reason);
    enclosure::kill(keeper);
}

/// The bytes that a process has in memory and not in files (proc_pid_status(5)); none where it has
/// ended.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kib = |line: &str| {
        let mut names = ["RssAnon:", "RssShmem:"].iter();
        let rest = names.find_map(|name| line.strip_prefix(name))?;
        rest.split_whitespace().next()?.parse::<u64>().ok()
    };
    status.lines().filter_map(kib).sum::<u64>() * 1024
}

/// What is in use of a file system.
#[derive(Default)]
struct Used {
    bytes: u64,
    files: u64,
}

/// Of the file system that a folder is on.
#[cfg(target_os = "linux")]
fn used(folder: &Path) -> Option<Used> {
    let statistics = nix::sys::statvfs::statvfs(folder).ok()?;
    let blocks = statistics.blocks() - statistics.blocks_free();
    Some(Used {
        bytes: blocks as u64 * statistics.fragment_size() as u64,
        files: (statistics.files() - statistics.files_free()) as u64,
    })
}

/// There are no enclosures here.
#[cfg(not(target_os = "linux"))]
fn used(_: &Path) -> Option<Used> {
    None
}
