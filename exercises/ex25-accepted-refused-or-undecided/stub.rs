//! What became of ana's lines? Each trace is a conversation of her client with a server that sends
//! notices: `>` is what her client sent, `<` what it received, in the order in which she saw it.
//! What has no mark is an event. The lines in question have a number.

/// What a client can say of a line that it has sent.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// The server has stored the message.
    Accepted,
    /// The server has not stored it.
    Refused,
    /// It may have been stored or not.
    Undecided,
}

use Verdict::{Accepted, Refused, Undecided};

/// One line after the other.
///
/// ```text
/// > ana
/// < f
/// > @bia bom dia                          (1)
/// < f
/// > @caioo vens?                          (2)
/// < ! unknown-recipient caioo
/// < f
/// > @bia o que é um socket?               (3)
/// < @bia bom dia, ana
/// < f
/// ```
const ONE_BY_ONE: [Verdict; 3] = [
    Accepted, // (1)
    Accepted, // (2)
    Accepted, // (3)
];

/// Five lines after the login, in one write. The fourth is empty, and sends nothing.
///
/// ```text
/// > ana
/// > @bia um                               (1)
/// > @caioo dois                           (2)
/// > @bia três                             (3)
/// >
/// > @bia cinco                            (4)
/// < f
/// < f
/// < ! unknown-recipient caioo
/// < f
/// < @bia f
/// < f
/// < f
/// < ! too-many 4 per minute
/// < f
/// ```
const ALL_AT_ONCE: [Verdict; 4] = [
    Accepted, // (1)
    Accepted, // (2)
    Accepted, // (3)
    Accepted, // (4)
];

/// A connection that breaks.
///
/// ```text
/// > ana
/// < f
/// > @bia até logo                         (1)
/// < f
/// > @bia afinal fico                      (2)
/// < @bia então adeus
///   the connection is reset
/// ```
const CUT_OFF: [Verdict; 2] = [
    Accepted, // (1)
    Accepted, // (2)
];

/// A server that stops.
///
/// ```text
/// > ana
/// > @bia às oito?                         (1)
/// > @bia ou às nove?                      (2)
/// > @bia diz tu                           (3)
/// < f
/// < f
/// < ! closing
///   the server closes the connection
/// ```
const CLOSING: [Verdict; 3] = [
    Accepted, // (1)
    Accepted, // (2)
    Accepted, // (3)
];

/// Two connections.
///
/// ```text
/// > ana
/// < f
/// > @bia às oito?                         (1)
///   the connection is reset
///   the client connects again
/// > ana
/// < @bia ok
/// < f
/// > @bia às oito?                         (2)
/// < f
/// > @bia estás aí?                        (3)
///   nothing comes for ten seconds
///   the client closes the connection
/// ```
const ONCE_MORE: [Verdict; 3] = [
    Accepted, // (1)
    Accepted, // (2)
    Accepted, // (3)
];

#[cfg(test)]
mod tests;
