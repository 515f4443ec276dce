//! An ordinary user's short visit.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use testkit::client::LineClient;

use crate::pusher::PATIENCE;

/// Connects, logs in, has one line answered, and leaves; how long that took.
///
/// # Errors
/// Where anything else than a batch without messages comes.
pub(crate) fn visit(server: SocketAddr, login: &str) -> Result<Duration> {
    let began = Instant::now();
    let mut client = LineClient::connect_within(server, PATIENCE)?;
    for line in [login, ""] {
        client.send_line(line)?;
        let said = client.receive_line()?;
        ensure!(said.text()? == "f", "{login} was told: {}", said.text()?);
    }
    Ok(began.elapsed())
}
