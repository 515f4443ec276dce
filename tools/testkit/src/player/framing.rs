//! How a session goes over the wire, where a server was written without it in mind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the player ends what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// With LF.
    #[default]
    Lf,
    /// With CR LF.
    CrLf,
    /// Not at all: a message is a write, and quiet lies between two of them.
    None,
}

/// How what comes is compared with what a session expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Line by line, byte for byte.
    #[default]
    Lines,
    /// Senders and texts in their order, and an `f` at the end. Layout, line ends and writes do not
    /// matter, nor do other words.
    Texts,
}

/// How a server's batches have come, where they were read as [`Reading::Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Wire {
    /// An LF was at the end of each batch.
    pub line_ends: bool,
    /// Two messages came without a line end between them, or a message and its `f`.
    pub joined: bool,
}

impl Wire {
    /// What is true of both together.
    pub fn and(self, other: Wire) -> Wire {
        Wire {
            line_ends: self.line_ends && other.line_ends,
            joined: self.joined || other.joined,
        }
    }
}

/// The bytes without the white space and the NULs at both ends: programs in C send the NUL behind
/// a string with it, as in `send(s, text, strlen(text) + 1, 0)`.
pub fn trim_text(bytes: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| !byte.is_ascii_whitespace() && *byte != 0;
    let start = bytes.iter().position(is_text).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(is_text).map_or(start, |at| at + 1);
    &bytes[start..end]
}

/// Whether an LF is at the end, NULs aside.
pub fn ends_with_lf(bytes: &[u8]) -> bool {
    let last = bytes.iter().rfind(|byte| **byte != 0);
    last == Some(&b'\n')
}

impl Framing {
    /// Every framing.
    pub const ALL: [Framing; 3] = [Framing::Lf, Framing::CrLf, Framing::None];

    /// What stands behind each line.
    pub fn end(self) -> &'static str {
        match self {
            Framing::Lf => "\n",
            Framing::CrLf => "\r\n",
            Framing::None => "",
        }
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Framing::Lf => "lf",
            Framing::CrLf => "crlf",
            Framing::None => "none",
        })
    }
}

impl FromStr for Framing {
    type Err = String;

    fn from_str(text: &str) -> Result<Framing, String> {
        let known = Framing::ALL.into_iter().find(|it| it.to_string() == text);
        known.ok_or_else(|| format!("no framing `{text}`; there are lf, crlf and none"))
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reading::Lines => "lines",
            Reading::Texts => "texts",
        })
    }
}

impl FromStr for Reading {
    type Err = String;

    fn from_str(text: &str) -> Result<Reading, String> {
        let known = [Reading::Lines, Reading::Texts].into_iter();
        let mut known = known.filter(|it| it.to_string() == text);
        let missing = || format!("no reading `{text}`; there are lines and texts");
        known.next().ok_or_else(missing)
    }
}
