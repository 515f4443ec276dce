//! Slows down who guesses passwords.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::Network;
use crate::protocol::Login;

/// How many attempts may follow each other at once: everybody mistypes.
const AT_ONCE: u32 = 2;

/// How long the first attempt after those waits; each further one waits twice as long …
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// … up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// How long attempts that were made side by side may have to wait for each other; beyond it they are
/// turned away, so that they do not hold connections.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long failures are remembered after the last one.
const MEMORY: Duration = Duration::from_secs(10 * 60);

/// How many logins from how many networks are remembered; beyond it the oldest is forgotten.
const REMEMBERED: usize = 10_000;

/// The attempts that have failed, or have not succeeded yet, by where they come from and whom they
/// try: what is tried from one network slows down nobody elsewhere.
#[derive(Default)]
pub(super) struct Attempts(HashMap<(Network, Login), Tried>);

struct Tried {
    count: u32,
    /// When the last one has its turn.
    last: Instant,
}

impl Attempts {
    /// Counts an attempt before it is made, so that those side by side count as well. Returns when
    /// it has its turn; `None` where that is too far away, and then it does not count.
    pub(super) fn begin(&mut self, from: Network, login: &Login, now: Instant) -> Option<Instant> {
        let key = (from, login.clone());
        if !self.0.contains_key(&key) {
            self.make_room(now);
        }
        let tried = self.0.entry(key).or_insert(Tried {
            count: 0,
            last: now,
        });
        if tried.is_forgotten(now) {
            tried.count = 0;
        }
        let turn = (tried.last + pause(tried.count)).max(now);
        if turn > now + LONGEST_WAIT {
            return None;
        }
        tried.count = tried.count.saturating_add(1);
        tried.last = turn;
        Some(turn)
    }

    /// One has succeeded: all before it were a person's.
    pub(super) fn forget(&mut self, from: Network, login: &Login) {
        self.0.remove(&(from, login.clone()));
    }

    fn make_room(&mut self, now: Instant) {
        if self.0.len() < REMEMBERED {
            return;
        }
        self.0.retain(|_, tried| !tried.is_forgotten(now));
        if self.0.len() < REMEMBERED {
            return;
        }
        let oldest = self.0.iter().min_by_key(|(_, tried)| tried.last);
        if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
            self.0.remove(&oldest);
        }
    }
}

impl Tried {
    fn is_forgotten(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.last) > MEMORY
    }
}

/// The pause before an attempt that follows so many.
fn pause(before: u32) -> Duration {
    match before.checked_sub(AT_ONCE) {
        None => Duration::ZERO,
        Some(doublings) => FIRST_PAUSE
            .saturating_mul(2_u32.saturating_pow(doublings))
            .min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    fn ana() -> Login {
        "ana".parse().unwrap()
    }

    /// Makes an attempt, and returns the moment at which it has had its turn, and how long it
    /// waited.
    fn attempt(attempts: &mut Attempts, from: &str, now: Instant) -> (Instant, Duration) {
        let turn = attempts.begin(network(from), &ana(), now).unwrap();
        (turn, turn - now)
    }

    #[test]
    fn each_further_failure_waits_longer_up_to_a_bound() {
        let mut attempts = Attempts::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..10 {
            let (turn, wait) = attempt(&mut attempts, "192.0.2.1", now);
            now = turn;
            waits.push(wait.as_millis());
        }
        assert_eq!(waits, [0, 0, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
        // The pause is from one attempt to the next: who has paused waits no more.
        assert_eq!(
            attempt(&mut attempts, "192.0.2.1", now + LONGEST_PAUSE).1,
            Duration::ZERO
        );
    }

    #[test]
    fn nobody_else_waits_neither_the_same_login_elsewhere_nor_another_here() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        for _ in 0..5 {
            attempts.begin(network("192.0.2.1"), &ana(), now);
        }
        assert_eq!(attempt(&mut attempts, "192.0.2.2", now).1, Duration::ZERO);
        let bia = "bia".parse().unwrap();
        assert_eq!(attempts.begin(network("192.0.2.1"), &bia, now), Some(now));
    }

    #[test]
    fn attempts_side_by_side_take_turns_and_too_many_are_turned_away() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        let from = network("192.0.2.1");
        let turns: Vec<_> = (0..100)
            .filter_map(|_| attempts.begin(from, &ana(), now))
            .collect();
        assert!(turns.is_sorted() && turns.len() < 15, "{}", turns.len());
        assert!(*turns.last().unwrap() <= now + LONGEST_WAIT);
        // Who was turned away has not made it longer.
        assert!(attempts.begin(from, &ana(), now + LONGEST_WAIT).is_some());
    }

    #[test]
    fn success_and_time_forget() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        for _ in 0..4 {
            attempt(&mut attempts, "192.0.2.1", now);
        }
        attempts.forget(network("192.0.2.1"), &ana());
        assert_eq!(attempt(&mut attempts, "192.0.2.1", now).1, Duration::ZERO);
        for _ in 0..4 {
            attempt(&mut attempts, "192.0.2.1", now);
        }
        let later = now + 2 * MEMORY;
        for _ in 0..AT_ONCE {
            assert_eq!(attempt(&mut attempts, "192.0.2.1", later).1, Duration::ZERO);
        }
    }

    #[test]
    fn the_table_has_a_bound() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        for number in 0..REMEMBERED as u64 + 100 {
            let login = format!("u{number}").parse().unwrap();
            attempts.begin(
                network("192.0.2.1"),
                &login,
                now + Duration::from_micros(number),
            );
        }
        assert_eq!(attempts.0.len(), REMEMBERED);
        let forgotten = (network("192.0.2.1"), "u0".parse().unwrap());
        assert!(!attempts.0.contains_key(&forgotten));
    }
}
