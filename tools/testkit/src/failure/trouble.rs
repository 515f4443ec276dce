//! What went wrong in a step, and what else is known, before anybody is told.

use std::process::ExitStatus;

use super::cause::Cause;
use super::show::{escaped, shortened, side_by_side, width};
use crate::client::ReceiveError;
use crate::player::History;

/// What a step wanted and what it got.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) wanted: Wanted,
    pub(crate) got: Got,
    /// What is known of why, where it is looked for.
    pub(crate) cause: Option<Cause>,
}

#[derive(Debug)]
pub(crate) enum Wanted {
    /// A line, without its LF.
    Line(Vec<u8>),
    Bytes(Vec<u8>),
    /// Something else, in words.
    Other(String),
}

#[derive(Debug)]
pub(crate) enum Got {
    /// A whole line, without its LF, and its first byte that differs.
    Line {
        line: Vec<u8>,
        at: usize,
    },
    Bytes(Vec<u8>),
    /// All that came for a batch, of any layout.
    Batch {
        bytes: Vec<u8>,
        /// Where it is wrong, if it is about some of the bytes.
        at: Option<usize>,
        /// Why nothing more came; none where the `f` did.
        why: Option<ReceiveError>,
    },
    /// No line; `unread` is what came without its end.
    Nothing {
        unread: Vec<u8>,
        why: ReceiveError,
    },
    /// Something else, in words.
    Other(String),
    /// Something that is not the server's doing, in words.
    Outside(String),
}

/// What is known besides. Empty where nothing is.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) history: History,
    /// The line that the session expects after this one.
    pub(crate) next: Option<Vec<u8>>,
    /// The line that came after the wrong one.
    pub(crate) following: Option<Vec<u8>>,
    /// How the server's process ended, where it did so by itself.
    pub(crate) ended: Option<ExitStatus>,
    /// The end of what the server wrote to stderr.
    pub(crate) errors: String,
}

/// A caret further to the right points nowhere on most screens.
const MOST_COLUMN: usize = 100;

/// Words that are not a line are not longer than this.
const MOST: usize = 2000;

impl Got {
    pub(crate) fn is_line(&self) -> bool {
        matches!(self, Got::Line { .. })
    }

    pub(crate) fn is_outside(&self) -> bool {
        matches!(self, Got::Outside(_))
    }

    /// Whether more time might have helped; in words, nobody knows.
    pub(super) fn is_late(&self) -> bool {
        match self {
            Got::Line { .. } | Got::Bytes(_) => false,
            Got::Nothing { why, .. } | Got::Batch { why: Some(why), .. } => {
                matches!(why, ReceiveError::Silent(_))
            }
            Got::Batch { why: None, .. } => false,
            Got::Other(_) | Got::Outside(_) => true,
        }
    }
}

impl Trouble {
    /// A whole line, the wrong one from its byte `at` on.
    pub(crate) fn line(wanted: Wanted, line: Vec<u8>, at: usize) -> Trouble {
        Trouble {
            wanted,
            got: Got::Line { line, at },
            cause: None,
        }
    }

    /// What is no line on either side.
    pub(crate) fn other(wanted: impl Into<String>, got: String) -> Trouble {
        Trouble {
            wanted: Wanted::Other(wanted.into()),
            got: Got::Other(got),
            cause: None,
        }
    }

    /// The same, with its cause.
    pub(crate) fn because(self, cause: Option<Cause>) -> Trouble {
        Trouble { cause, ..self }
    }

    /// What nobody can blame the server for.
    pub(crate) fn outside(wanted: impl Into<String>, got: String) -> Trouble {
        Trouble {
            wanted: Wanted::Other(wanted.into()),
            got: Got::Outside(got),
            cause: None,
        }
    }

    /// Both sides as text, and the column where they differ.
    pub(super) fn shown(&self) -> (String, String, Option<usize>) {
        if let Got::Batch { bytes, at, .. } = &self.got {
            let column = at.map(|at| width(&escaped(&bytes[..at])));
            let column = column.filter(|&column| column < MOST_COLUMN);
            return (self.wanted.words(), self.got.words(), column);
        }
        let received = self.got.bytes();
        let (Some(expected), Some((received, at))) = (self.wanted.bytes(), &received) else {
            return (self.wanted.words(), self.got.words(), None);
        };
        let at = at.unwrap_or_else(|| common_prefix(&expected, received));
        let (expected, mut received, column) = side_by_side(&expected, received, at);
        if let Got::Nothing { unread, why } = &self.got {
            let missing = self.wanted.missing(unread.len());
            received += &format!("   ({missing}; then {why})");
        }
        (expected, received, Some(column))
    }
}

impl Wanted {
    /// What should have come, where that is no words.
    pub(crate) fn text(&self) -> Option<&[u8]> {
        match self {
            Wanted::Line(bytes) | Wanted::Bytes(bytes) => Some(bytes),
            Wanted::Other(_) => None,
        }
    }

    /// The line without its LF, where it is a line.
    pub(super) fn line(&self) -> Option<&[u8]> {
        if let Wanted::Line(line) = self {
            Some(line)
        } else {
            None
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Wanted::Line(line) => Some([line, b"\n".as_slice()].concat()),
            Wanted::Bytes(bytes) => Some(bytes.clone()),
            Wanted::Other(_) => None,
        }
    }

    /// What is wrong with so many bytes, which were not enough.
    fn missing(&self, count: usize) -> String {
        match self {
            Wanted::Bytes(bytes) => match bytes.len().saturating_sub(count) {
                1 => "1 byte fewer than expected".to_owned(),
                fewer => format!("{fewer} bytes fewer than expected"),
            },
            _ => "no LF".to_owned(),
        }
    }

    fn words(&self) -> String {
        match self {
            Wanted::Other(words) => words.clone(),
            _ => shortened(&escaped(&self.bytes().unwrap_or_default()), MOST),
        }
    }
}

impl Got {
    /// What came, its LF included, and where it differs if that is known. None where nothing came.
    fn bytes(&self) -> Option<(Vec<u8>, Option<usize>)> {
        match self {
            Got::Line { line, at } => Some(([line, b"\n".as_slice()].concat(), Some(*at))),
            Got::Bytes(bytes) => Some((bytes.clone(), None)),
            Got::Nothing { unread, .. } if !unread.is_empty() => Some((unread.clone(), None)),
            _ => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Got::Line { .. } | Got::Bytes(_) => {
                let (bytes, _) = self.bytes().unwrap_or_default();
                shortened(&escaped(&bytes), MOST)
            }
            Got::Batch { bytes, why, .. } => batch_words(bytes, why.as_ref()),
            Got::Nothing { unread, why } if unread.is_empty() => format!("nothing: {why}"),
            Got::Nothing { unread, why } => format!(
                "{}   (no LF; then {why})",
                shortened(&escaped(unread), MOST)
            ),
            Got::Other(words) | Got::Outside(words) => words.clone(),
        }
    }
}

fn batch_words(bytes: &[u8], why: Option<&ReceiveError>) -> String {
    let came = shortened(&escaped(bytes), MOST);
    match (bytes.is_empty(), why) {
        (true, Some(why)) => format!("nothing: {why}"),
        (_, Some(why)) => format!("{came}   (then {why})"),
        (_, None) => came,
    }
}

fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}
