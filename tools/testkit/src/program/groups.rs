//! Process groups: a program with all that it has started.
//!
//! Who has left the group (`setsid`) is not reached; only a sandbox holds such a process.

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The groups that run now.
#[derive(Debug)]
struct Running {
    /// Their leaders' numbers.
    leaders: BTreeSet<u32>,
    /// No more are started: this process is about to end.
    is_closed: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running {
    leaders: BTreeSet::new(),
    is_closed: false,
});

/// Starts a process as the leader of a group of its own, which Ctrl-C does not reach. Where there
/// are no process groups it is alone.
///
/// # Errors
/// Where it cannot be started, or behind [`kill_all`].
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    lead(command);
    // Held while it starts: `kill_all` finds it, or keeps it from starting.
    let mut running = running();
    if running.is_closed {
        return Err(io::Error::other("nothing is started any more"));
    }
    let child = command.spawn()?;
    running.leaders.insert(child.id());
    Ok(child)
}

/// How the leader of a group has ended, if it has; whatever else is in the group is killed then.
///
/// # Errors
/// Where the system does not tell.
pub fn try_wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    // Held until it is forgotten: its number is free from now on, and `kill_all` must not take
    // somebody else for it.
    let mut running = running();
    let status = child.try_wait()?;
    if status.is_some() {
        kill(child.id());
        running.leaders.remove(&child.id());
    }
    Ok(status)
}

/// Kills a group whose leader still runs.
///
/// # Errors
/// Where the system does not let us.
pub fn end(child: &mut Child) -> io::Result<()> {
    kill(child.id());
    remove(child.id());
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// Kills all groups, for someone who has to end now. From now on none is started.
pub fn kill_all() {
    let mut running = running();
    running.is_closed = true;
    running.leaders.iter().for_each(|&leader| kill(leader));
}

/// Counts in the leader of a group that somebody else has started.
#[cfg(feature = "terminal")]
pub(crate) fn add(leader: u32) {
    let mut running = running();
    if running.is_closed {
        kill(leader);
    }
    running.leaders.insert(leader);
}

pub(crate) fn remove(leader: u32) {
    running().leaders.remove(&leader);
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn lead(command: &mut Command) {
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
fn lead(_: &mut Command) {}

#[cfg(not(unix))]
pub(crate) fn kill(_: u32) {}
