//! One client: it gets a connection to the server, and two threads carry what both say.

use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;

use super::link::Link;
use super::observation::{Observation, Seen, Side};
use super::pump::Pump;
use super::stop::Stop;
use super::torture::Torture;

/// How long the server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Tells the reporter what happens on one connection.
pub(super) struct Teller {
    /// The connection's number, from 1.
    pub(super) connection: usize,
    /// To the reporter.
    pub(super) sender: SyncSender<Observation>,
}

impl Teller {
    /// Waits where the reporter is behind.
    pub(super) fn tell(&self, seen: Seen) {
        // It listens as long as there is anyone who can tell.
        let _ = self.sender.send(Observation {
            at: Instant::now(),
            connection: self.connection,
            seen,
        });
    }
}

/// A client that has connected.
pub(super) struct Call {
    pub(super) client: TcpStream,
    pub(super) address: SocketAddr,
    pub(super) server: SocketAddr,
    pub(super) torture: Torture,
    pub(super) stop: Stop,
}

impl Call {
    /// Until both sides have ended.
    pub(super) fn carry(self, teller: &Teller) {
        match TcpStream::connect_timeout(&self.server, CONNECT) {
            Ok(server) => self.converse(server, teller),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => self.was_reset(teller),
            Err(error) => self.send_away(&error, teller),
        }
    }

    fn converse(self, server: TcpStream, teller: &Teller) {
        teller.tell(Seen::Connected(self.address));
        let link = match Link::new(self.client, server) {
            Ok(link) => Arc::new(link),
            Err(error) => return teller.tell(Seen::SentAway(error.to_string())),
        };
        self.stop.add(&link);
        // Who stops closes what has been added; afterwards nobody does.
        if !self.stop.is_stopped() {
            pump_both(&link, self.torture, teller);
        }
        teller.tell(Seen::Over);
    }

    /// The server took the connection and broke it before we knew.
    fn was_reset(self, teller: &Teller) {
        teller.tell(Seen::Connected(self.address));
        teller.tell(Seen::Reset(Side::Server));
        // Fails only where the client has gone too.
        let _ = SockRef::from(&self.client).set_linger(Some(Duration::ZERO));
        teller.tell(Seen::Over);
    }

    /// The server cannot be reached. Says what to do.
    fn send_away(self, error: &io::Error, teller: &Teller) {
        teller.tell(Seen::SentAway(why(self.server, error)));
        // An end in order, as far as what the client has sent already allows it.
        let _ = self.client.shutdown(Shutdown::Both);
    }
}

/// Only these errors say that nobody listens there.
fn why(server: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused | ErrorKind::TimedOut => {
            format!("no server at {server} ({error}): start it, or say where it is with --to")
        }
        _ => format!("cannot connect to {server}: {error}"),
    }
}

fn pump_both(link: &Link, torture: Torture, teller: &Teller) {
    thread::scope(|scope| {
        let answers = Pump::new(link, Side::Server, torture, teller);
        let started = thread::Builder::new().spawn_scoped(scope, move || answers.run());
        if started.is_ok() {
            Pump::new(link, Side::Client, torture, teller).run();
        } else {
            link.close();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_missed_only_where_nobody_listens() {
        let server = SocketAddr::from(([127, 0, 0, 1], 3333));
        let words = |kind| why(server, &io::Error::new(kind, "words"));
        for missed in [ErrorKind::ConnectionRefused, ErrorKind::TimedOut] {
            assert!(words(missed).starts_with("no server at 127.0.0.1:3333 (words): start it"));
        }
        let other = words(ErrorKind::Other);
        assert_eq!(other, "cannot connect to 127.0.0.1:3333: words");
    }
}
