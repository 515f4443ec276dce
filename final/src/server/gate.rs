//! Who comes in with which password (section 7 of the protocol page).
//!
//! A check costs memory and time, so only a few run at once ([`Pool`]), and who guesses has to wait
//! longer each time ([`Attempts`]). Nothing here tells a wrong password from an unknown login, also
//! where hashes differ in what they cost: every check then has the work of each cost that there is.

mod attempts;
mod pool;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::network::Network;
use crate::limits::Limits;
use crate::password::{Password, StoredHash};
use crate::protocol::{Code, Login, Notice};
use attempts::Attempts;
use pool::{Closed, Pool};

/// Checks passwords.
pub(super) struct Gate {
    hashes: BTreeMap<Login, StoredHash>,
    /// Some user's hash for each cost that there is.
    stand_ins: Vec<StoredHash>,
    attempts: Mutex<Attempts>,
    pool: Pool,
}

impl Gate {
    pub(super) fn new(
        passwords: impl IntoIterator<Item = (Login, StoredHash)>,
        limits: &Limits,
    ) -> Self {
        let hashes: BTreeMap<_, _> = passwords.into_iter().collect();
        let blocks = hashes.values().map(StoredHash::blocks).max();
        let stand_ins: BTreeMap<_, _> = hashes.values().map(|it| (it.cost(), it)).collect();
        Self {
            pool: Pool::new(limits.hashes, blocks.unwrap_or_default()),
            stand_ins: stand_ins.into_values().cloned().collect(),
            hashes,
            attempts: Mutex::default(),
        }
    }

    /// Whether this login is asked for a password: if it has one, and if it does not exist but
    /// others have one.
    pub(super) fn asks(&self, login: &Login, exists: bool) -> bool {
        self.own_hash(login).is_some() || (!exists && !self.hashes.is_empty())
    }

    /// Checks a password; waits for its turn.
    ///
    /// # Errors
    /// The notice that ends the connection.
    pub(super) fn check(
        &self,
        from: Network,
        login: &Login,
        password: &Password,
    ) -> Result<(), Notice> {
        let begun = self.with_attempts(|it| it.begin(from, login, Instant::now()));
        let turn = begun.ok_or_else(too_many)?;
        self.pool.wait_until(turn).map_err(closing)?;
        let mut memory = self.pool.take().map_err(closing)?;
        let mut right = false;
        for (hash, is_own) in self.work(login) {
            // All of it is done, whatever comes out.
            right |= hash.matches(password, &mut memory) & is_own;
        }
        drop(memory);
        if !right {
            return Err(bad_login());
        }
        self.with_attempts(|it| it.forget(from, login));
        Ok(())
    }

    /// Ends every wait, and every later one at once.
    pub(super) fn close(&self) {
        self.pool.close();
    }

    fn own_hash(&self, login: &Login) -> Option<&StoredHash> {
        self.hashes.get(login)
    }

    /// The hashes that a check computes: one for each cost that there is, which is the same work for
    /// every login. One of them is the login's own, if it has one; the others' results do not count.
    fn work(&self, login: &Login) -> impl Iterator<Item = (&StoredHash, bool)> {
        let own = self.own_hash(login);
        self.stand_ins.iter().map(move |stand_in| {
            let own = own.filter(|own| own.cost() == stand_in.cost());
            (own.unwrap_or(stand_in), own.is_some())
        })
    }

    fn with_attempts<T>(&self, act: impl FnOnce(&mut Attempts) -> T) -> T {
        act(&mut self.attempts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn bad_login() -> Notice {
    Notice::new(Code::BadLogin, "wrong password, or no such user")
}

fn too_many() -> Notice {
    Notice::new(Code::Busy, "too many attempts; try again later")
}

fn closing(_: Closed) -> Notice {
    Notice::new(Code::Closing, "the server stops")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes that cost little to check: of `password`, and of something else at another price.
    const OF_PASSWORD: &str =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    const OTHER: &str =
        "$argon2id$v=19$m=512,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    fn login(text: &str) -> Login {
        text.parse().unwrap()
    }

    fn gate(users: &[(&str, &str)]) -> Gate {
        let hash = |&(name, hash): &(&str, &str)| (login(name), StoredHash::parse(hash).unwrap());
        Gate::new(users.iter().map(hash), &Limits::default())
    }

    fn check(gate: &Gate, name: &str, text: &str) -> Result<(), Notice> {
        let password = Password::new(text.as_bytes()).unwrap();
        let from = Network::of("192.0.2.1".parse().unwrap());
        gate.check(from, &login(name), &password)
    }

    #[test]
    fn who_has_a_password_and_who_does_not_exist_are_asked() {
        let some = gate(&[("ana", OF_PASSWORD)]);
        assert!(some.asks(&login("ana"), true));
        assert!(some.asks(&login("zoe"), false));
        assert!(!some.asks(&login("bia"), true));
        assert!(!gate(&[]).asks(&login("zoe"), false));
    }

    #[test]
    fn only_the_right_password_of_a_user_comes_in() {
        let gate = gate(&[("bia", OTHER), ("ana", OF_PASSWORD)]);
        assert_eq!(check(&gate, "ana", "password"), Ok(()));
        assert_eq!(check(&gate, "ana", "Password"), Err(bad_login()));
        assert_eq!(check(&gate, "bia", "password"), Err(bad_login()));
    }

    #[test]
    fn an_unknown_login_does_not_come_in_with_the_password_that_stands_in_for_its_own() {
        let gate = gate(&[("ana", OF_PASSWORD)]);
        assert_eq!(check(&gate, "zoe", "password"), Err(bad_login()));
    }

    #[test]
    fn every_login_costs_the_same_also_where_hashes_differ() {
        let gate = gate(&[("ana", OF_PASSWORD), ("bia", OTHER), ("eva", OTHER)]);
        let costs = |name: &str| -> Vec<_> {
            let login = login(name);
            gate.work(&login).map(|(hash, _)| hash.cost()).collect()
        };
        for name in ["ana", "bia", "eva", "zoe"] {
            assert_eq!(costs(name), [(256, 2, 1), (512, 1, 1)], "{name}");
        }
        assert_eq!(gate.work(&login("zoe")).filter(|(_, own)| *own).count(), 0);
    }

    #[test]
    fn a_closed_gate_lets_nobody_wait() {
        let gate = gate(&[("ana", OF_PASSWORD)]);
        gate.close();
        assert_eq!(check(&gate, "ana", "password"), Err(closing(Closed)));
    }
}
