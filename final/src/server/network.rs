//! Who stands behind an address, as far as one can tell.

use std::net::{IpAddr, Ipv6Addr};

/// The part of an IPv6 address that the network's operator gives out; the rest is its user's to
/// choose (RFC 4291, section 2.5.4), 2^64 addresses of one and the same.
const PREFIX: u128 = !0 << 64;

/// An IPv4 address, or the first 64 bits of an IPv6 one: those who share it count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Network(IpAddr);

impl Network {
    pub(super) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            // All programs of this machine have the same.
            address if address.is_loopback() => address,
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & PREFIX).into(),
        })
    }

    /// Whether it is this machine.
    pub(super) fn is_loopback(self) -> bool {
        self.0.is_loopback()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn an_ipv6_user_has_a_whole_network_and_an_ipv4_user_one_address() {
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::4"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        for local in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert!(network(local).is_loopback(), "{local}");
        }
        assert!(!network("::2").is_loopback());
    }
}
