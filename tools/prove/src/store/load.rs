//! Eight senders and four readers, half of each in push sessions and half in classic ones, for as
//! long as they are let.

mod client;

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::history::History;
use client::Client;

const SENDERS: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];

/// Who is written to.
pub(super) const READERS: [&str; 4] = ["r1", "r2", "r3", "r4"];

/// How long a client waits before it tries again to reach a server that is being killed.
const TRY_AGAIN: Duration = Duration::from_millis(1);

/// Every user of the load.
pub(super) fn users() -> Vec<&'static str> {
    SENDERS.into_iter().chain(READERS).collect()
}

/// The running clients.
pub(super) struct Load {
    place: Arc<Place>,
    clients: Vec<JoinHandle<History>>,
}

impl Load {
    /// Starts the clients. Each text has this many bytes more than it needs.
    pub(super) fn start(address: SocketAddr, seed: u64, padding: usize) -> Self {
        let place = Arc::new(Place::default());
        place.set(State::At(address));
        let clients = users().into_iter().enumerate();
        let clients = clients.map(|(index, login)| {
            let place = Arc::clone(&place);
            let client = Client::new(login, seed.wrapping_add(index as u64), padding);
            thread::spawn(move || run(client, index % 2 == 0, &place))
        });
        Self {
            clients: clients.collect(),
            place,
        }
    }

    /// Says that the server is gone; clients wait for the next one.
    pub(super) fn gone(&self) {
        self.place.set(State::Nowhere);
    }

    /// Says where the server is now.
    pub(super) fn back(&self, address: SocketAddr) {
        self.place.set(State::At(address));
    }

    /// Lets the clients end what they are at, and gives what they saw.
    pub(super) fn stop(self) -> History {
        self.place.set(State::Over);
        let mut history = History::default();
        for client in self.clients {
            let seen = client.join();
            history.absorb(seen.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        history
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Nowhere,
    At(SocketAddr),
    Over,
}

/// Where the server is, for clients that wait for it.
#[derive(Default)]
struct Place {
    state: Mutex<State>,
    changed: Condvar,
}

impl Place {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: State) {
        *self.lock() = state;
        self.changed.notify_all();
    }

    /// Where the server is, once it is somewhere; `None` where it is over.
    fn wait(&self) -> Option<SocketAddr> {
        let mut state = self.lock();
        loop {
            match *state {
                State::At(address) => return Some(address),
                State::Over => return None,
                State::Nowhere => {
                    let woken = self.changed.wait(state);
                    state = woken.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn is(&self, address: SocketAddr) -> bool {
        *self.lock() == State::At(address)
    }
}

/// One client: session after session, until it is over.
fn run(mut client: Client, push: bool, place: &Place) -> History {
    let mut history = History::default();
    while let Some(address) = place.wait() {
        history.absorb(client.session(address, push, &|| place.is(address)));
        thread::park_timeout(TRY_AGAIN);
    }
    history
}
