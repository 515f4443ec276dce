//! Proofs of the durable store: what was accepted is on the disk, what has been read has one row,
//! whatever happens to the process, the disk or the files.

mod check;
mod clients;
pub(crate) mod crash_states;
pub(crate) mod faults;
pub(crate) mod flips;
mod folder;
pub(crate) mod full_disk;
mod history;
mod journal;
pub(crate) mod kills;
mod load;
pub(crate) mod log;
mod parallel;
pub(crate) mod rewrites;
mod scratch;
mod story;
mod strace;
