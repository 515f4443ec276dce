//! What a client may take of the server, in one place.
//!
//! The lengths that the protocol itself sets are in [`protocol`](crate::protocol). These are the
//! server's own; tests choose smaller ones, so that nobody has to wait for them.

use std::time::Duration;

/// The server's limits. [`Limits::default`] is what `mensageiro-server` runs with.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long the login line may take, from the connection on: 10 s.
    pub login_time: Duration,
    /// How long the password may take, from the question on: 60 s.
    pub password_time: Duration,
    /// How many passwords may be checked at once: 4. Each check holds a processor and 19 MiB; up to 64
    /// MiB where the user base has hashes that are so dear.
    pub hashes: usize,
    /// How long any later line may take, from its first byte on: 60 s. Between two lines a client
    /// may be silent for ever.
    pub line_time: Duration,
    /// How long a client may take for the next 16 KiB that it is sent: 10 s.
    pub write_time: Duration,
    /// How long a client may take for what it is still to be sent when the server ends its
    /// connection: 3 s.
    pub stop_time: Duration,
    /// How many connections may be open before they have logged in, their password included: 1024, and at most half of
    /// all. Beyond it the oldest has to go: a real client logs in at once, so it is never the
    /// oldest for long. With few of them it could be: a burst of 128 connections comes in the few
    /// milliseconds that a login is on its way.
    pub before_login: usize,
    /// How many connections may be open in all: 7000, and fewer where the system allows fewer file
    /// descriptors (`ulimit -n`). A push session has two threads, and with some 16,000 threads
    /// Linux runs out of memory maps and ends the process.
    pub connections: usize,
    /// How many connections may be open from one address, or from one /64 of IPv6: 256, as a
    /// school may share one. This machine itself may have as many as there are.
    pub per_address: usize,
    /// How many unread messages one user may have: 1000.
    pub unread: usize,
    /// How many bytes all unread messages together may have: 256 MiB. Beyond it senders are told
    /// to try later.
    pub unread_bytes: usize,
    /// How long the journal becomes, at least, before it is begun anew while the server runs: 64
    /// MiB.
    pub journal_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let connections = descriptors()
            .saturating_sub(SPARE_DESCRIPTORS)
            .clamp(2, 7000);
        Self {
            login_time: Duration::from_secs(10),
            password_time: Duration::from_secs(60),
            hashes: 4,
            line_time: Duration::from_secs(60),
            write_time: Duration::from_secs(10),
            stop_time: Duration::from_secs(3),
            before_login: 1024.min(connections / 2),
            connections,
            per_address: 256,
            unread: 1000,
            unread_bytes: 256 * 1024 * 1024,
            journal_bytes: 64 * 1024 * 1024,
        }
    }
}

/// How many file descriptors are left for everything but connections.
const SPARE_DESCRIPTORS: usize = 32;

/// How many file descriptors this process may have.
#[cfg(unix)]
fn descriptors() -> usize {
    use nix::sys::resource::{Resource, getrlimit};
    let soft = getrlimit(Resource::RLIMIT_NOFILE).map(|(soft, _)| soft);
    soft.ok()
        .and_then(|soft| usize::try_from(soft).ok())
        .unwrap_or(usize::MAX)
}

/// Only Unix has such a limit.
#[cfg(not(unix))]
fn descriptors() -> usize {
    usize::MAX
}
