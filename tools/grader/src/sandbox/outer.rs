//! The enclosure of a worker.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::{BUBBLEWRAP, Rust};

/// Where everything is that is bound in the sandbox.
const FOLDER: &str = "/tmp/grader";

/// Where the worker's program is in its sandbox.
pub const PROGRAM: &str = "/tmp/grader/program";

/// Where the submission is in its sandbox.
pub const SUBMISSION: &str = "/tmp/grader/submission";

/// Bytes that the worker's `/tmp` has beside those for the submission's files: for its own, and for
/// what a program writes before the watchdog looks.
const RESERVE: u64 = 512 * 1024 * 1024;

/// In the sandbox's own network, connections that are over keep no port (tcp(7),
/// `tcp_max_tw_buckets`): else a server without `SO_REUSEADDR` would have to wait for a minute before
/// it can be started again. Where it cannot be said, that is waited for.
const KEEP_NO_PORT: &str = "echo 0 2>/dev/null >/proc/sys/net/ipv4/tcp_max_tw_buckets; exec \"$@\"";

/// Who runs programs where root must not: nobody (Debian's and Fedora's number).
const NOBODY: &str = "65534";

/// What a worker finds in its sandbox.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The worker's program.
    pub program: &'a Path,
    /// The submission; everybody must be able to read its files.
    pub submission: &'a Path,
    /// For builds.
    pub rust: Option<&'a Rust>,
    /// Bytes of the submission's files.
    pub scratch: u64,
}

impl World<'_> {
    /// The command that starts the worker with these arguments.
    pub fn command(&self, arguments: &[&OsStr]) -> Command {
        self.of([OsStr::new(PROGRAM)].iter().chain(arguments))
    }

    /// The command that runs any other one in place of the worker.
    pub(super) fn of<'s>(&self, words: impl IntoIterator<Item = &'s &'s OsStr>) -> Command {
        let mut command = Command::new(BUBBLEWRAP);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin");
        if let Some(deadline) = std::env::var_os(testkit::deadline::DEADLINE_VARIABLE) {
            command.env(testkit::deadline::DEADLINE_VARIABLE, deadline);
        }
        command.args(["--unshare-net", "--die-with-parent", "--new-session"]);
        // The inner enclosures write their users into /proc, and start with a new one of their own.
        command.args(["--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev"]);
        command.args(["--bind", "/proc", "/proc"]);
        let size = (self.scratch + RESERVE).to_string();
        command.args(["--size", &size, "--perms", "1777", "--tmpfs", "/tmp"]);
        // Made for a file in it, a folder would be its owner's alone.
        command.args(["--perms", "0755", "--dir", FOLDER]);
        self.bind(&mut command);
        command.args(["--chdir", "/tmp"]);
        if is_root() {
            command.args(["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]);
            command.args(["--", "sh", "-c", KEEP_NO_PORT, "sh", "setpriv"]);
            command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
            // Another user's process forgets whose death it is to die of (prctl(2)).
            command.args(["--pdeathsig", "KILL", "--"]);
        } else {
            command.args(["--unshare-user", "--cap-add", "CAP_NET_ADMIN"]);
            command.args(["--", "sh", "-c", KEEP_NO_PORT, "sh", "setpriv"]);
            command.args(["--inh-caps=-all", "--ambient-caps=-all", "--"]);
        }
        command.args(words);
        command
    }

    fn bind(&self, command: &mut Command) {
        let own = [(self.program, PROGRAM), (self.submission, SUBMISSION)];
        let rust = self.rust.map(Rust::binds).unwrap_or_default();
        for (from, to) in own.into_iter().chain(rust) {
            command.arg("--ro-bind").arg(from).arg(to);
        }
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
