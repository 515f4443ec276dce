//! What is handed in, from the folder to the points: right programs get them all, wrong ones lose
//! theirs, and what is not their fault costs nothing.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod original;
mod python;
mod support;
mod wrong_clients;
mod wrong_servers;
