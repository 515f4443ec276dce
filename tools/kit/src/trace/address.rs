//! Addresses as a person types them.

use std::net::{SocketAddr, TcpListener};

use anyhow::{Context, Result};

use crate::play::resolve;

/// Where nobody says which machine.
const HOST: &str = "127.0.0.1";

/// Listens there.
///
/// # Errors
/// Says what to do where the port is taken.
pub(super) fn listen(typed: &str) -> Result<TcpListener> {
    let address = resolve(&with_host(typed))?;
    TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: give another port with --listen, or 0 for a free one")
    })
}

/// Where the server listens.
///
/// # Errors
/// Where the address means nothing.
pub(super) fn server(typed: &str) -> Result<SocketAddr> {
    resolve(&with_host(typed))
}

fn with_host(typed: &str) -> String {
    match typed.parse::<u16>() {
        Ok(port) => format!("{HOST}:{port}"),
        Err(_) => typed.to_owned(),
    }
}
