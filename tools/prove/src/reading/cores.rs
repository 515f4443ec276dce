//! On how many cores something runs.

use anyhow::Result;

/// Does something on one core only, with the threads and processes that it starts; where that can
/// be chosen (Linux).
#[cfg(target_os = "linux")]
pub(super) fn on_one(action: impl FnOnce() -> Result<()>) -> Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let before = sched_getaffinity(None)?;
    let first = (0..CpuSet::MAX_CPU).find(|&core| before.is_set(core));
    let mut one = CpuSet::new();
    one.set(first.unwrap_or(0));
    sched_setaffinity(None, &one)?;
    let done = action();
    sched_setaffinity(None, &before)?;
    done
}

/// Elsewhere nobody chooses.
#[cfg(not(target_os = "linux"))]
pub(super) fn on_one(_: impl FnOnce() -> Result<()>) -> Result<()> {
    Ok(())
}
