//! `cargo kit trace` as a process between clients and servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

#[cfg(unix)]
#[path = "trace/interrupt.rs"]
mod interrupt;
#[path = "trace/passing.rs"]
mod passing;
#[path = "trace/refusals.rs"]
mod refusals;
#[path = "trace/replay.rs"]
mod replay;
#[path = "trace/shown.rs"]
mod shown;
#[path = "trace/stage.rs"]
mod stage;
