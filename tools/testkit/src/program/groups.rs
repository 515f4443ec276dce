//! Process groups: a program with all that it has started.
//!
//! Who has left the group (`setsid`) is not reached; only a sandbox holds such a process.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The groups that have been started and not ended yet, by their leaders' numbers.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Kills all that foreign programs have left running, for someone who has to end now: a Ctrl-C does
/// not reach groups of their own.
pub fn kill_all() {
    running().iter().for_each(|&leader| kill(leader));
}

pub(crate) fn add(leader: u32) {
    running().insert(leader);
}

pub(crate) fn remove(leader: u32) {
    running().remove(&leader);
}

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The command's process will lead a group of its own.
#[cfg(unix)]
pub(crate) fn lead(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Kills whoever is still in the group. Its number is nobody else's as long as one of them is.
#[cfg(unix)]
pub(crate) fn kill(leader: u32) {
    use nix::sys::signal::{Signal, killpg};
    if let Ok(id) = i32::try_from(leader) {
        // Fails where nobody is left.
        let _ = killpg(nix::unistd::Pid::from_raw(id), Signal::SIGKILL);
    }
}

#[cfg(not(unix))]
pub(crate) fn lead(_: &mut Command) {}

#[cfg(not(unix))]
pub(crate) fn kill(_: u32) {}
