//! Passwords (section 7 of the protocol page): what one may be, how one is asked for, and the hash
//! that is kept of it.
//!
//! A password is compared byte by byte, as a login is, and never normalised: `é` as one character
//! and `é` as an `e` with an accent are two passwords. What people type comes out of their keyboard
//! in one form.

mod hash;
mod prompt;

pub use argon2::Block;
pub use hash::{BadHash, StoredHash};
pub use prompt::{PromptError, ask_hidden, choose, read_first_line};

use std::fmt;

use zeroize::Zeroizing;

/// A password. It is overwritten when it is dropped, and not shown by [`Debug`](fmt::Debug).
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<Vec<u8>>);

/// Bytes that cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a password has 1 to {max} bytes of UTF-8 without control characters",
    max = Password::MAX
)]
pub struct BadPassword;

impl Password {
    /// The most bytes in a password.
    pub const MAX: usize = 1024;

    /// A password that somebody has chosen or typed.
    ///
    /// # Errors
    /// [`BadPassword`] where it is empty, too long, no UTF-8, or has a control character: those
    /// cannot be typed everywhere, and some would end the line.
    pub fn new(bytes: &[u8]) -> Result<Self, BadPassword> {
        let text = std::str::from_utf8(bytes).map_err(|_| BadPassword)?;
        let short = (1..=Self::MAX).contains(&bytes.len());
        if short && !text.chars().any(char::is_control) {
            Ok(Self::as_sent(bytes))
        } else {
            Err(BadPassword)
        }
    }

    /// What a client sent as its password, whatever it is: something that cannot be one is as wrong
    /// as any other, and must not be answered sooner.
    pub fn as_sent(line: &[u8]) -> Self {
        Self(Zeroizing::new(line.to_owned()))
    }

    /// The bytes to be sent or hashed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_text_without_control_characters() {
        let longest = "é".repeat(Password::MAX / 2);
        for good in ["a", " ", "senha com espaço", "🙂", "@bia oi", &longest] {
            let password = Password::new(good.as_bytes()).unwrap();
            assert_eq!(password.bytes(), good.as_bytes());
        }
        let too_long = format!("{longest}x");
        for bad in ["", "a\tb", "a\0", "a\r", "\u{85}", &too_long] {
            assert_eq!(Password::new(bad.as_bytes()), Err(BadPassword), "{bad:?}");
        }
        assert_eq!(Password::new(b"\xff"), Err(BadPassword));
    }

    #[test]
    fn it_is_not_shown() {
        let password = Password::new(b"segredo").unwrap();
        assert_eq!(
            format!("{password:?} {:#?}", Some(&password))
                .matches("segredo")
                .count(),
            0
        );
    }
}
