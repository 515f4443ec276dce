//! Which connections there are, and how many there may be.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::network::Network;
use crate::connection::Connection;
use crate::limits::Limits;
use crate::protocol::{Code, Notice};

/// Every open connection.
pub(super) struct Connections {
    open: Mutex<Open>,
    left: Condvar,
    before_login: usize,
    most: usize,
    per_address: usize,
}

#[derive(Default)]
struct Open {
    closed: Option<Notice>,
    next: u64,
    /// By age.
    before_login: BTreeMap<u64, Arc<Connection>>,
    others: HashMap<u64, Arc<Connection>>,
    /// How many there are from where; not from this machine itself.
    from: HashMap<Network, usize>,
}

impl Open {
    fn len(&self) -> usize {
        self.before_login.len() + self.others.len()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.before_login.values().chain(self.others.values())
    }
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Self {
        let Limits {
            before_login,
            connections: most,
            per_address,
            ..
        } = *limits;
        Self {
            open: Mutex::default(),
            left: Condvar::new(),
            before_login,
            most,
            per_address,
        }
    }

    /// Counts a connection from an address, which then has to log in.
    ///
    /// # Errors
    /// The notice to turn it away with.
    pub(super) fn admit(
        self: &Arc<Self>,
        connection: &Arc<Connection>,
        address: IpAddr,
    ) -> Result<Admitted, Notice> {
        let network = Network::of(address);
        let mut open = self.lock();
        if let Some(notice) = &open.closed {
            return Err(notice.clone());
        }
        if open.len() >= self.most {
            return Err(busy());
        }
        if open.from.get(&network).copied().unwrap_or_default() >= self.per_address {
            return Err(Notice::new(
                Code::Busy,
                "too many connections from your address",
            ));
        }
        if open.before_login.len() >= self.before_login
            && let Some((number, oldest)) = open.before_login.pop_first()
        {
            oldest.end(Notice::new(Code::Busy, "others are waiting; log in sooner"));
            open.others.insert(number, oldest);
        }
        let number = open.next;
        open.next += 1;
        open.before_login.insert(number, Arc::clone(connection));
        if !network.is_loopback() {
            *open.from.entry(network).or_default() += 1;
        }
        Ok(Admitted {
            connections: Arc::clone(self),
            number,
            network,
            connection: Arc::clone(connection),
        })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed.is_some()
    }

    /// Ends every connection, and every later one, with a notice.
    pub(super) fn end_all(&self, notice: &Notice) {
        let mut open = self.lock();
        open.closed = Some(notice.clone());
        open.all()
            .for_each(|connection| connection.end(notice.clone()));
    }

    /// Waits for every connection to be gone; `false` where some are still there after this time.
    pub(super) fn wait_until_empty(&self, time: Duration) -> bool {
        let open = self.lock();
        let waited = self
            .left
            .wait_timeout_while(open, time, |open| open.len() > 0);
        let (open, _) = waited.unwrap_or_else(PoisonError::into_inner);
        open.len() == 0
    }

    /// Cuts what is left, without a farewell.
    pub(super) fn cut_all(&self) {
        self.lock().all().for_each(|connection| connection.cut());
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A counted connection; it is counted no more when this is dropped.
pub(super) struct Admitted {
    connections: Arc<Connections>,
    number: u64,
    network: Network,
    connection: Arc<Connection>,
}

impl Admitted {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// The login has come, and the password where it was asked for: nobody pushes it out any more.
    pub(super) fn keep(&self) {
        let mut open = self.connections.lock();
        if let Some(connection) = open.before_login.remove(&self.number) {
            open.others.insert(self.number, connection);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.before_login.remove(&self.number);
        open.others.remove(&self.number);
        if let Entry::Occupied(mut from) = open.from.entry(self.network) {
            *from.get_mut() -= 1;
            if *from.get() == 0 {
                from.remove();
            }
        }
        drop(open);
        self.connections.left.notify_all();
    }
}

/// The notice for a client that there is no room for.
pub(super) fn busy() -> Notice {
    Notice::new(Code::Busy, "too many connections; try again later")
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use crate::tls::Stream;

    use super::*;

    fn connection() -> Arc<Connection> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        Arc::new(Connection::new(Stream::plain(stream), &Limits::default()).unwrap())
    }

    /// Connections of which two may come from one address.
    fn connections() -> Arc<Connections> {
        let per_address = 2;
        Arc::new(Connections::new(&Limits {
            per_address,
            ..Limits::default()
        }))
    }

    fn admit(connections: &Arc<Connections>, address: &str) -> Result<Admitted, Code> {
        let admitted = connections.admit(&connection(), address.parse().unwrap());
        admitted.map_err(|notice| notice.code)
    }

    #[test]
    fn one_address_takes_only_its_share() {
        let connections = connections();
        let one = admit(&connections, "192.0.2.1").ok().unwrap();
        let other = admit(&connections, "::ffff:192.0.2.1").ok().unwrap();
        assert_eq!(admit(&connections, "192.0.2.1").err(), Some(Code::Busy));
        assert!(admit(&connections, "192.0.2.2").is_ok());
        one.keep();
        assert_eq!(admit(&connections, "192.0.2.1").err(), Some(Code::Busy));
        drop(other);
        assert!(admit(&connections, "192.0.2.1").is_ok());
        drop(one);
        assert!(connections.lock().from.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let connections = connections();
        let _open = ["2001:db8::1", "2001:db8::2"].map(|it| admit(&connections, it).ok().unwrap());
        assert_eq!(admit(&connections, "2001:db8::3").err(), Some(Code::Busy));
        assert!(admit(&connections, "2001:db8:0:1::3").is_ok());
    }

    #[test]
    fn this_machine_has_no_share() {
        let connections = connections();
        for address in ["127.0.0.1", "::1"] {
            let open = [(); 3].map(|()| admit(&connections, address).ok());
            assert!(open.iter().all(Option::is_some), "{address}");
        }
    }
}
