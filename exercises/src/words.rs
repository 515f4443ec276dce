//! How values stand in the words of a failure.

use std::fmt::Debug;

use testkit::failure::escaped;

/// Bytes as text, with what is not printable escaped, and U+FFFD too: a server may have made it of
/// bytes that were no text.
pub fn shown(bytes: &[u8]) -> String {
    escaped(bytes).replace('\u{fffd}', "\\u{fffd}")
}

/// The two must be equal; `why` says what was done, and which rule asks for it.
///
/// # Panics
/// In words, where they differ.
#[track_caller]
pub fn expect_equal<R: Debug + PartialEq<E>, E: Debug>(received: R, expected: E, why: &str) {
    if received != expected {
        panic!("{why}\n  expected: {expected:?}\n  received: {received:?}");
    }
}
