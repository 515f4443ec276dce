//! Programs that nobody trusts, each started inside something that holds it.
//!
//! Such a program is not the process that is started: that one *keeps* it, another one is the first
//! inside and takes over what is orphaned there, and below that stands the program. A signal to the
//! keeper would end all of them at once, so that the program could not write what it has to say;
//! signals go to the program's own processes.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::deadline::poll;

use super::process::signal::Signal;
use super::processes::{self, Processes};

/// How long those inside have to be dead when they are killed: many of them, with much memory, on a
/// machine that has much to do.
pub(crate) const DEATH: Duration = Duration::from_secs(10);

/// Something that holds a program with all that it starts.
///
/// The process that its command starts has one child, the first process inside; where that one is
/// killed, all inside are, and then the process itself ends.
pub trait Enclosure: fmt::Debug + Send + Sync {
    /// The command that runs this one inside. Its folder and those named are where they are
    /// outside, and only these can be written.
    ///
    /// # Errors
    /// `NotFound` where there is no such program inside.
    fn enclose(
        &self,
        command: &Command,
        writable: &[&Path],
        attached: Attached,
    ) -> io::Result<Command>;

    /// Why it has killed what the process of this number keeps; none where it has not.
    fn reason(&self, keeper: u32) -> Option<String>;
}

/// Where a program's input and output lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// To pipes: it gets no terminal.
    Pipes,
    /// To a terminal of its own.
    Terminal,
}

/// Kills all inside. The keeper ends when they are dead; it has to be waited for.
pub fn kill(keeper: u32) {
    let processes = Processes::now();
    let first = processes.children(keeper).iter();
    first.for_each(|&first| send(first, Signal::SIGKILL));
}

/// The first process inside; none as long as it is being started, and when the keeper has ended.
pub(super) fn first(keeper: u32) -> Option<u32> {
    Processes::now().children(keeper).first().copied()
}

/// Waits until the first process inside is dead, and all others with it: the keeper ends before.
pub(super) fn await_end(first: u32) {
    poll(DEATH, || processes::is_dead(first).then_some(()));
}

/// Sends the program's own processes this signal.
pub(super) fn signal(keeper: u32, signal: Signal) {
    let processes = Processes::now();
    let first = processes.children(keeper).iter();
    first
        .flat_map(|&first| processes.below(first))
        .for_each(|process| send(process, signal));
}

/// Fails where the process has ended, which is as good.
#[cfg(unix)]
fn send(process: u32, signal: Signal) {
    if let Ok(id) = i32::try_from(process) {
        let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), signal);
    }
}

/// There are no enclosures here.
#[cfg(not(unix))]
fn send(_: u32, _: Signal) {}
