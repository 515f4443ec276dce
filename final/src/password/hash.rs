//! The hash of a password, as the user base keeps it.

use std::fmt;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::password_hash::{self, PasswordHasher};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::Password;

/// What a new hash costs: 19 MiB, 2 passes, 1 lane, which is what the OWASP Password Storage Cheat
/// Sheet asks for at least.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The most that a hash in the user base may cost: beyond this, logins would be what brings the
/// server down.
const MEMORY_KIB_MAX: u32 = 64 * 1024;
const PASSES_MAX: u32 = 10;
const LANES_MAX: u32 = 4;

/// An Argon2id hash, with its salt and what it costs. Not shown by [`Debug`](fmt::Debug).
#[derive(Clone, PartialEq, Eq)]
pub struct StoredHash {
    phc: PasswordHash,
    params: Params,
    salt: Salt,
    output: Output,
}

/// Why a text is no hash that a login can be checked with. Never says what the text is: it may be a
/// password that somebody has written in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHash {
    /// It has another form.
    #[error("the password is not a whole Argon2id hash in PHC form")]
    Form,
    /// It is the hash of another algorithm.
    #[error("the password's hash is not of Argon2id, version 19")]
    Algorithm,
    /// It costs too much.
    #[error("the password's hash costs more than m={MEMORY_KIB_MAX},t={PASSES_MAX},p={LANES_MAX}")]
    Cost,
}

impl StoredHash {
    /// Hashes a password, with a salt of its own. Takes 19 MiB and some ten milliseconds.
    ///
    /// # Errors
    /// Where the system has no random bytes for the salt, or no memory.
    pub fn of(password: &Password) -> Result<Self, password_hash::Error> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
        let phc = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(password.bytes())?;
        Self::try_from(phc).map_err(|_| password_hash::Error::Internal)
    }

    /// Reads a hash in PHC form, `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
    ///
    /// # Errors
    /// [`BadHash`] where no login can be checked with it, or only at a price that nobody should pay.
    pub fn parse(text: &str) -> Result<Self, BadHash> {
        PasswordHash::new(text)
            .map_err(|_| BadHash::Form)
            .and_then(Self::try_from)
    }

    /// How much memory [`StoredHash::matches`] needs, in blocks of 1 KiB.
    pub fn blocks(&self) -> usize {
        self.params.block_count()
    }

    /// What one check costs: KiB of memory, passes, lanes. Checks at the same cost are the same work.
    pub fn cost(&self) -> (u32, u32, u32) {
        (
            self.params.m_cost(),
            self.params.t_cost(),
            self.params.p_cost(),
        )
    }

    /// Whether this is the hash of a password. The work is the same for every password, right or
    /// wrong. The memory is the caller's, so that it can be used again; where it is too little,
    /// nothing matches.
    pub fn matches(&self, password: &Password, memory: &mut [Block]) -> bool {
        let mut output = [0; Output::MAX_LENGTH];
        let output = &mut output[..self.output.len()];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
            .hash_password_into_with_memory(password.bytes(), &self.salt, output, memory)
            .is_ok_and(|()| Output::new(output).is_ok_and(|output| output == self.output))
    }
}

impl TryFrom<PasswordHash> for StoredHash {
    type Error = BadHash;

    fn try_from(phc: PasswordHash) -> Result<Self, BadHash> {
        let id = Algorithm::try_from(phc.algorithm.as_str());
        if id != Ok(Algorithm::Argon2id) || phc.version != Some(Version::V0x13.into()) {
            return Err(BadHash::Algorithm);
        }
        let params = Params::try_from(&phc).map_err(|_| BadHash::Form)?;
        if params.m_cost() > MEMORY_KIB_MAX
            || params.t_cost() > PASSES_MAX
            || params.p_cost() > LANES_MAX
        {
            return Err(BadHash::Cost);
        }
        let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
            return Err(BadHash::Form);
        };
        Ok(Self {
            phc,
            params,
            salt,
            output,
        })
    }
}

/// In PHC form.
impl fmt::Display for StoredHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phc.fmt(out)
    }
}

impl fmt::Debug for StoredHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StoredHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of `password` with the salt `somesalt`, from `src/test.c` of the reference
    /// implementation, <https://github.com/P-H-C/phc-winner-argon2>.
    const OF_PASSWORD: &str =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    fn password(text: &str) -> Password {
        Password::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn only_its_own_password_matches_and_the_memory_can_be_used_again() {
        let hash = StoredHash::of(&password("segredo")).unwrap();
        let mut memory = vec![Block::new(); hash.blocks()];
        for (tried, right) in [("segredo", true), ("segred", false), ("segredo", true)] {
            assert_eq!(
                hash.matches(&password(tried), &mut memory),
                right,
                "{tried}"
            );
        }
        assert!(!hash.matches(&password("segredo"), &mut []));
    }

    #[test]
    fn two_hashes_of_a_password_differ_and_are_read_back() {
        let [one, other] = [(); 2].map(|()| StoredHash::of(&password("a")).unwrap().to_string());
        assert_ne!(one, other);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_eq!(StoredHash::parse(&one).unwrap().to_string(), one);
    }

    #[test]
    fn hashes_of_other_programs_are_understood() {
        let hash = StoredHash::parse(OF_PASSWORD).unwrap();
        let mut memory = vec![Block::new(); hash.blocks()];
        assert!(hash.matches(&password("password"), &mut memory));
        assert!(!hash.matches(&password("Password"), &mut memory));
    }

    #[test]
    fn what_cannot_or_should_not_be_checked_is_refused() {
        let with = |old: &str, new: &str| StoredHash::parse(&OF_PASSWORD.replace(old, new)).err();
        assert_eq!(with("m=256", "m=65537"), Some(BadHash::Cost));
        assert_eq!(with("m=256", "m=4194304"), Some(BadHash::Cost));
        assert_eq!(with("t=2", "t=11"), Some(BadHash::Cost));
        assert_eq!(with("p=1", "p=5"), Some(BadHash::Cost));
        assert_eq!(with("m=256", "m=65536"), None);
        assert_eq!(with("argon2id", "argon2i"), Some(BadHash::Algorithm));
        assert_eq!(with("argon2id", "scrypt"), Some(BadHash::Algorithm));
        assert_eq!(with("$v=19", ""), Some(BadHash::Algorithm));
        for text in [
            "segredo",
            "$argon2id$v=19$m=64",
            "$",
            "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHQ",
        ] {
            assert_eq!(StoredHash::parse(text), Err(BadHash::Form), "{text}");
        }
    }
}
