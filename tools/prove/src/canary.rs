//! Two users who exchange messages while something else goes on: they must not notice it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};

use crate::latency::Latencies;
use crate::pusher::Pusher;
use crate::report::Report;

/// The users that each user base with a canary needs.
pub(crate) const CANARIES: [&str; 2] = ["canary-1", "canary-2"];

/// Between two messages.
const PAUSE: Duration = Duration::from_millis(10);

/// A pair of users in an exchange, on a thread of their own.
pub(crate) struct Canary {
    stop: Arc<AtomicBool>,
    exchange: JoinHandle<(Latencies, Result<()>)>,
}

impl Canary {
    /// Starts the exchange.
    pub(crate) fn start(server: SocketAddr) -> Result<Self> {
        let [first, second] = CANARIES.map(|login| Pusher::log_in(server, login));
        let mut pair = [first?, second?];
        let stop = Arc::new(AtomicBool::new(false));
        let exchange = thread::spawn({
            let stop = Arc::clone(&stop);
            move || {
                let mut times = Vec::new();
                let done = exchange(&mut pair, &stop, &mut times);
                (times.into_iter().collect(), done)
            }
        });
        Ok(Self { stop, exchange })
    }

    /// Ends it and returns how long each message took, from the sender's line to the recipient's.
    ///
    /// # Errors
    /// What they missed.
    pub(crate) fn stop(self) -> (Latencies, Result<()>) {
        self.stop.store(true, Ordering::Relaxed);
        let panicked = |_| (Latencies::default(), Err(anyhow!("the canary panicked")));
        self.exchange.join().unwrap_or_else(panicked)
    }

    /// Ends it and reports.
    pub(crate) fn report(self, report: &mut Report) {
        let (latencies, done) = self.stop();
        report.figure("canary", &latencies);
        if let Err(missed) = done {
            report.violation(format!("the canary missed a message: {missed:#}"));
        }
    }
}

/// Each in turn writes to the other, who waits for it.
fn exchange(pair: &mut [Pusher; 2], stop: &AtomicBool, times: &mut Vec<Duration>) -> Result<()> {
    let mut turn = 0;
    while !stop.load(Ordering::Relaxed) {
        let text = format!("message {}", times.len());
        let began = Instant::now();
        let id = pair[turn].send(CANARIES[1 - turn], &text)?;
        let mail = pair[1 - turn].next_mail()?;
        times.push(began.elapsed());
        ensure!(
            mail.id == id && mail.text == text && mail.from == CANARIES[turn],
            "wanted {id} {text}, got {mail:?}"
        );
        turn = 1 - turn;
        thread::sleep(PAUSE);
    }
    // Whoever closes with something unread breaks the connection, and his last number may be lost.
    pair.iter_mut().try_for_each(|user| user.look().map(drop))
}
