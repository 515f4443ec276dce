//! Takes descriptors away from a running process (Linux: prlimit(2)).

use anyhow::Result;
use testkit::program::Server;

/// Does something while the server gets no new descriptor whose number is not below `most`.
///
/// # Errors
/// Of the system, or of what is done.
#[cfg(target_os = "linux")]
pub(super) fn with_descriptors<T>(
    server: &Server,
    most: u64,
    action: impl FnOnce() -> Result<T>,
) -> Result<T> {
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
    let process = Pid::from_raw(i32::try_from(server.id())?);
    let limit = Rlimit {
        current: Some(most),
        // The server was started by this process and has its limits.
        maximum: getrlimit(Resource::Nofile).maximum,
    };
    let before = prlimit(process, Resource::Nofile, limit)?;
    let done = action();
    prlimit(process, Resource::Nofile, before)?;
    done
}

/// Elsewhere nobody comes this far: [`Usage`](crate::usage::Usage) is known on Linux only.
#[cfg(not(target_os = "linux"))]
pub(super) fn with_descriptors<T>(_: &Server, _: u64, _: impl FnOnce() -> Result<T>) -> Result<T> {
    anyhow::bail!("this system cannot limit another process")
}
