//! TLS (section 8 of the protocol page): sessions, what their ends say about reading, what is no
//! TLS, and whom the client trusts.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

#[path = "tls/certificates.rs"]
mod certificates;
#[path = "tls/reading.rs"]
mod reading;
#[path = "tls/sessions.rs"]
mod sessions;
#[path = "tls/start.rs"]
mod start;
#[path = "tls/strangers.rs"]
mod strangers;
#[path = "tls/support.rs"]
mod support;
#[path = "tls/trust.rs"]
mod trust;
mod world;
