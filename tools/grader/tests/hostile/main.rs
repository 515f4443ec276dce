//! Submissions that mean harm, each in a sandbox: the worker comes back with the right verdict,
//! nothing outside has changed, no process is left, and no secret is in what was seen.
//!
//! They need Linux and bubblewrap; where that is missing, they fail and say how it is installed.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod acts;
mod builds;
mod case;
mod class;
mod clients;
mod command;
mod files;
mod ordinary;
mod outside;
mod support;
mod table;
mod traps;
