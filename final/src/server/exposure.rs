//! The rule for a server that other machines can reach.

use std::net::SocketAddr;

/// What is missing of what a server must have that other machines can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "other machines can reach {address}, and {}; or listen on 127.0.0.1, or give both up with --insecure",
    self.missing()
)]
pub struct Exposed {
    address: SocketAddr,
    passwords: bool,
    tls: bool,
}

/// Checks that a server may listen here: on an address of this machine alone, or with TLS and a
/// `password` for each user.
///
/// # Errors
/// [`Exposed`] where it may not.
pub fn check(address: SocketAddr, passwords: bool, tls: bool) -> Result<(), Exposed> {
    let exposed = Exposed {
        address,
        passwords,
        tls,
    };
    if address.ip().to_canonical().is_loopback() || (passwords && tls) {
        Ok(())
    } else {
        Err(exposed)
    }
}

impl Exposed {
    /// What it means to listen there all the same.
    pub fn risk(&self) -> &'static str {
        match (self.passwords, self.tls) {
            (false, true) => {
                "everybody who reaches this server can log in as a user without a password"
            }
            (false, false) => {
                "everybody on the network can log in without a password, and read all messages"
            }
            (true, _) => "everybody on the network can read all messages and passwords",
        }
    }

    fn missing(&self) -> &'static str {
        match (self.passwords, self.tls) {
            (false, false) => {
                "not every user has a password (`user list --without-password`), nor is there TLS: \
                 set passwords with `user passwd LOGIN`, and add --tls-self-signed"
            }
            (false, true) => {
                "not every user has a password: list them with `user list --without-password`, and \
                 set one with `user passwd LOGIN`"
            }
            (true, _) => "there is no TLS: add --tls-self-signed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(address: &str, passwords: bool, tls: bool) -> bool {
        check(address.parse().unwrap(), passwords, tls).is_ok()
    }

    #[test]
    fn other_machines_need_passwords_and_tls() {
        for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[::ffff:192.0.2.1]:1"] {
            assert!(may(address, true, true));
            assert!(!may(address, true, false));
            assert!(!may(address, false, true));
            assert!(!may(address, false, false));
        }
    }

    #[test]
    fn on_this_machine_alone_they_are_optional() {
        for address in [
            "127.0.0.1:1",
            "127.9.9.9:1",
            "[::1]:1",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert!(may(address, false, false));
        }
    }
}
