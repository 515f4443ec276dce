//! What holds the programs of a submission, on Linux, by bubblewrap (bwrap(1)).
//!
//! There are two enclosures. The *outer* one ([`World::command`]) holds a worker of the grader's:
//! a network of its own, in which every program may have port 3333; the whole system to read, and
//! nothing to write but a `/tmp` of limited size, which is gone with it. The worker is trusted. Each
//! program of the submission that it starts gets an *inner* one ([`Inner`]): its own processes, a
//! clean environment, of the system only what programs need, no home, and [`Limits`].
//!
//! Seen are programs below `/usr`, and Rust's toolchain wherever the grader's own user has it. What
//! version managers keep in a home folder (pyenv, nvm, SDKMAN) is not seen.

mod availability;
mod inner;
mod limits;
mod outer;
mod rust;
mod watchdog;

pub use availability::{Unavailable, available};
pub use inner::{Inner, Use};
pub use limits::{Allowance, Limits};
pub use outer::{PROGRAM, SUBMISSION, World};
pub use rust::{Crates, Rust};
pub use watchdog::Watchdog;

/// The program that makes enclosures.
const BUBBLEWRAP: &str = "bwrap";
