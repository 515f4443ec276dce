//! Addresses as a person types them.

use std::net::{IpAddr, SocketAddr, TcpListener};

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

/// Whether a call to the server reaches whoever listens here.
pub(super) fn is_itself(own: SocketAddr, server: SocketAddr) -> bool {
    let (here, there) = (own.ip().to_canonical(), server.ip().to_canonical());
    let reaches = if here.is_unspecified() {
        is_local(there)
    } else {
        // Where no host is said to be called, it is this one.
        here == there || there.is_unspecified() && here.is_loopback()
    };
    own.port() == server.port() && reaches
}

/// Only on an address of this machine can somebody listen.
fn is_local(address: IpAddr) -> bool {
    TcpListener::bind((address, 0)).is_ok()
}

fn with_host(typed: &str) -> String {
    match typed.parse::<u16>() {
        Ok(port) => format!("{HOST}:{port}"),
        Err(_) => typed.to_owned(),
    }
}
