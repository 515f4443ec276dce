//! Accepts clients, each of which becomes a [`Call`] with a thread of its own.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use super::call::{Call, Teller};
use super::observation::{Observation, Seen};
use super::reporter::Reporter;
use super::stop::Stop;
use super::torture::Torture;

/// Clients at once; more are sent away.
const MOST_CONNECTIONS: usize = 500;

/// Observations that wait for the reporter. When it cannot keep up, the conversation waits too.
const MOST_WAITING: usize = 256;

/// After an accept that failed, for example because there are too many open files.
const AFTER_ERROR: Duration = Duration::from_millis(100);

/// Between clients and a server.
pub(super) struct Proxy {
    pub(super) listener: TcpListener,
    pub(super) server: SocketAddr,
    pub(super) torture: Torture,
    pub(super) stop: Stop,
}

impl Proxy {
    /// Works until it is stopped, and says whether all files could be written.
    ///
    /// # Errors
    /// Where the reporter cannot be started.
    pub(super) fn run(&self, reporter: Reporter) -> Result<bool> {
        let (sender, observations): (_, Receiver<Observation>) = sync_channel(MOST_WAITING);
        let reporting = thread::Builder::new()
            .spawn(move || reporter.run(&observations))
            .context("no thread can be started")?;
        let calls = self.accept_all(&sender);
        self.stop.close_all();
        for call in calls {
            // A thread that panicked has said so itself.
            let _ = call.join();
        }
        drop(sender);
        reporting
            .join()
            .map_err(|_| anyhow!("the trace has not been finished"))
    }

    /// Gives the threads of the calls that may still be going on.
    fn accept_all(&self, sender: &SyncSender<Observation>) -> Vec<JoinHandle<()>> {
        let mut calls: Vec<JoinHandle<()>> = Vec::new();
        for connection in 1.. {
            let accepted = self.listener.accept();
            if self.stop.is_stopped() {
                break;
            }
            calls.retain(|call| !call.is_finished());
            let teller = Teller {
                connection,
                sender: sender.clone(),
            };
            match self.answer(accepted, calls.len(), teller) {
                Ok(Some(call)) => calls.push(call),
                Ok(None) => {}
                Err(_) => thread::sleep(AFTER_ERROR),
            }
        }
        calls
    }

    /// Starts the call's thread, unless there are too many.
    fn answer(
        &self,
        accepted: io::Result<(TcpStream, SocketAddr)>,
        calls: usize,
        teller: Teller,
    ) -> io::Result<Option<JoinHandle<()>>> {
        let (client, address) = accepted?;
        if calls >= MOST_CONNECTIONS {
            let words = format!("{MOST_CONNECTIONS} connections are open already");
            teller.tell(Seen::SentAway(words));
            return Ok(None);
        }
        let call = Call {
            client,
            address,
            server: self.server,
            torture: self.torture,
            stop: self.stop.clone(),
        };
        let thread = thread::Builder::new().spawn(move || call.carry(&teller));
        thread.map(Some)
    }
}
