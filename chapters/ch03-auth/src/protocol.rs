//! What the lines of the protocol may hold. Nothing here reads or writes, so it can be tested
//! without a socket.

/// Whether this can be a login: at most 32 small letters, digits, `.`, `_` and `-`, and the first
/// one is a letter or a digit.
pub(crate) fn is_login(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 32
        && name.starts_with(alphanumeric)
        && name.chars().all(|c| alphanumeric(c) || "._-".contains(c))
}
