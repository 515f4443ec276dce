use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The name of a user: `[a-z0-9][a-z0-9._-]{0,31}`, compared byte by byte (section 2).
///
/// Only ASCII, so that no two logins look alike, and no login can be taken for a line of the
/// protocol, a path or a formula. Cheap to clone: sessions, inboxes and messages share one copy.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Login(Arc<str>);

/// Text that cannot be a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a login has 1 to 32 characters of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit"
)]
pub struct BadLogin;

impl Login {
    /// The most bytes in a login.
    pub const MAX: usize = 32;

    /// Reads a login from bytes that a peer sent.
    ///
    /// # Errors
    /// [`BadLogin`] where the bytes do not follow the rule.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadLogin> {
        let (first, rest) = bytes.split_first().ok_or(BadLogin)?;
        let letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let legal = letter(first)
            && rest
                .iter()
                .all(|byte| letter(byte) || b"._-".contains(byte))
            && bytes.len() <= Self::MAX;
        let text = std::str::from_utf8(bytes).map_err(|_| BadLogin)?;
        if legal {
            Ok(Self(text.into()))
        } else {
            Err(BadLogin)
        }
    }

    /// The login as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = BadLogin;

    fn from_str(text: &str) -> Result<Self, BadLogin> {
        Self::from_bytes(text.as_bytes())
    }
}

impl fmt::Display for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

/// So that a map from logins can be asked for a `&str`.
impl Borrow<str> for Login {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_alphabet_is_a_login() {
        for text in ["a", "0", "ana", "joao.silva_2-x", &"x".repeat(32)] {
            assert_eq!(
                text.parse::<Login>().map(|it| it.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "ANA",
            "ana ",
            ".ana",
            "-a",
            "_a",
            "аna",
            "joão",
            "a b",
            "ana\0",
            &"x".repeat(33),
        ] {
            assert_eq!(text.parse::<Login>(), Err(BadLogin), "{text:?}");
        }
    }
}
