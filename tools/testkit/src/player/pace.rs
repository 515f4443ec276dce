//! How bytes are cut into writes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the bytes of a session's clients are cut into writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// A line a write.
    #[default]
    Normal,
    /// A byte a write.
    ByteByByte,
    /// A write holds all that one connection sends up to the next step of another subject.
    /// Sessions with `pace: as-written` are played as [`Pace::Normal`].
    Coalesced,
}

impl Pace {
    /// Every pace.
    pub const ALL: [Pace; 3] = [Pace::Normal, Pace::ByteByByte, Pace::Coalesced];
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Pace::Normal => "normal",
            Pace::ByteByByte => "byte-by-byte",
            Pace::Coalesced => "coalesced",
        })
    }
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Pace, String> {
        let known = Pace::ALL.into_iter().find(|pace| pace.to_string() == text);
        known.ok_or_else(|| {
            format!("no pace `{text}`; there are normal, byte-by-byte and coalesced")
        })
    }
}
