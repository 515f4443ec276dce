//! The likely cause: said where the evidence is there, and else not at all.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{Evidence, Got, Trouble};
use crate::client::ReceiveError;
use crate::player::Pace;

/// Why a session probably failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The server's process is gone, without being asked; how it ended, in words.
    ServerEnded(String),
    /// The server said so on stderr, and the connection ended.
    Panicked,
    /// The session passes at the normal pace and not at this one.
    Pace(Pace),
    /// The session passes as written and not with other names and texts.
    Variation,
    /// The same play passes at another try.
    Chance,
    /// The right line with CR LF at its end.
    CrBeforeLf,
    /// The right line with no LF at its end.
    NoLf,
    /// The right line and the next one, nothing between them.
    LinesJoined,
    /// An `f`, and then the right line.
    ExtraF,
    /// Not the `f`, but what was to come after it; or nothing after a message.
    MissingF,
    /// An `f` where none is to be yet, or two for one batch.
    OneFTooMany,
    /// A message that had come before.
    Twice,
    /// A message before one that is older.
    OutOfOrder,
    /// A message for somebody else, or for nobody.
    NotForHere,
    /// The right text, without its sender's login.
    NoSender,
    /// Nothing came to what was sent without a line end.
    WaitsForLineEnd,
    /// The columns' names of `users.csv` could log in.
    HeaderIsUser,
    /// The right text in ISO-8859-1.
    Latin1,
    /// The right text in UTF-8, read as ISO-8859-1 and encoded again.
    EncodedTwice,
    /// The right text but for what is not ASCII.
    NotAsciiLost,
    /// The server refused something just before.
    Notice(String),
    /// The connection was broken.
    Reset,
    /// A row of the log was in no file until the program was asked to end.
    NotFlushed,
    /// A comma or a quotation mark in the text has cut it in the log.
    TextCut,
    /// A row of the log stands there before the message was read.
    RowIsEarly,
}

impl Cause {
    /// The first cause that the evidence supports.
    pub(super) fn of(trouble: &Trouble, evidence: &Evidence) -> Option<Cause> {
        if let Some(status) = evidence.ended {
            return Some(Cause::ServerEnded(status.to_string()));
        }
        if trouble.cause.is_some() {
            return trouble.cause.clone();
        }
        let wanted = trouble.wanted.line();
        let cause = match &trouble.got {
            Got::Line { line, .. } => of_line(wanted, line, evidence),
            Got::Nothing { unread, why } => of_nothing(wanted, unread, why, evidence),
            Got::Bytes(_) | Got::Batch { .. } | Got::Other(_) | Got::Outside(_) => None,
        };
        cause
            .or_else(|| evidence.history.notice.clone().map(Cause::Notice))
            .or_else(|| of_reset(&trouble.got))
    }
}

fn of_line(wanted: Option<&[u8]>, line: &[u8], evidence: &Evidence) -> Option<Cause> {
    let Some(wanted) = wanted else {
        return header_is_user(evidence);
    };
    let next = evidence.next.as_deref();
    if line.strip_suffix(b"\r") == Some(wanted) {
        Some(Cause::CrBeforeLf)
    } else if line
        .strip_prefix(wanted)
        .is_some_and(|rest| begins_with_line(rest, next))
    {
        Some(Cause::LinesJoined)
    } else if line == b"f" && evidence.following.as_deref() == Some(wanted) {
        Some(Cause::ExtraF)
    } else if wanted == b"f" && next == Some(line) {
        Some(Cause::MissingF)
    } else {
        of_encoding(std::str::from_utf8(wanted).ok()?, line)
    }
}

/// Whether the rest is the next line, or begins with it and it is long enough to be no accident.
fn begins_with_line(rest: &[u8], next: Option<&[u8]>) -> bool {
    next.is_some_and(|next| {
        !next.is_empty() && (rest == next || (next.len() > 2 && rest.starts_with(next)))
    })
}

fn header_is_user(evidence: &Evidence) -> Option<Cause> {
    let first_line = evidence.history.first_line.trim_ascii_end();
    [b"login".as_slice(), b"usuario"]
        .contains(&first_line)
        .then_some(Cause::HeaderIsUser)
}

fn of_encoding(wanted: &str, line: &[u8]) -> Option<Cause> {
    if wanted.is_ascii() {
        return None;
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return (from_latin1(line) == wanted).then_some(Cause::Latin1);
    };
    let is_lost = |c: char| !c.is_ascii() || c == '?';
    if text == from_latin1(wanted.as_bytes()) {
        Some(Cause::EncodedTwice)
    } else if text != wanted
        && text.replace(is_lost, "") == wanted.replace(is_lost, "")
        && is_ascii_but_for_signs(text)
    {
        Some(Cause::NotAsciiLost)
    } else {
        None
    }
}

fn from_latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Nothing but ASCII, and the sign that stands for what could not be read.
fn is_ascii_but_for_signs(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii() || c == char::REPLACEMENT_CHARACTER)
}

fn of_nothing(
    wanted: Option<&[u8]>,
    unread: &[u8],
    why: &ReceiveError,
    evidence: &Evidence,
) -> Option<Cause> {
    let is_broken = matches!(why, ReceiveError::Closed | ReceiveError::Reset);
    let is_silent = matches!(why, ReceiveError::Silent(_)) && unread.is_empty();
    if wanted.is_some_and(|wanted| !unread.is_empty() && unread == wanted) {
        Some(Cause::NoLf)
    } else if is_broken && evidence.errors.contains("panicked at") {
        Some(Cause::Panicked)
    } else if is_silent && wanted == Some(b"f") && evidence.history.after_message {
        Some(Cause::MissingF)
    } else {
        None
    }
}

fn of_reset(got: &Got) -> Option<Cause> {
    matches!(
        got,
        Got::Nothing {
            why: ReceiveError::Reset,
            ..
        }
    )
    .then_some(Cause::Reset)
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::ServerEnded(status) => return write!(f, "the server program ended by itself ({status})"),
            Cause::Notice(notice) => return write!(f, "the server said `{notice}` just before"),
            Cause::Panicked => "a thread of the server panicked",
            Cause::Pace(Pace::ByteByByte) => {
                "the session passes when each line is sent in one write: a read may end in the middle of a line, or of a character"
            }
            Cause::Pace(_) => "the session passes when the lines are sent one by one: a read may hold more than one line",
            Cause::Variation => "it passes with the names and texts as written: does the program know them by heart?",
            Cause::Chance => "it passed when it was tried again: is there a race between threads?",
            Cause::CrBeforeLf => "the server ends its lines with CR LF; a line ends with LF alone",
            Cause::NoLf => "the line has no LF at its end",
            Cause::LinesJoined => "two lines came as one: the LF between them is missing",
            Cause::ExtraF => "one `f` too many: the expected line came right after it",
            Cause::MissingF => "the `f` that ends the batch is missing",
            Cause::OneFTooMany => "an `f` too many: one `f` ends the batch, and nothing follows it",
            Cause::Twice => "this message had come before: one that has been sent leaves the inbox",
            Cause::OutOfOrder => "a message came before an older one",
            Cause::NotForHere => "this message is not for this user, or was to be thrown away",
            Cause::NoSender => "the text is there, without the login of its sender",
            Cause::WaitsForLineEnd => "nothing came to what was sent without a line end: does the server wait for one?",
            Cause::HeaderIsUser => "the header of users.csv was taken for a user",
            Cause::Latin1 => "the text came in ISO-8859-1; lines are UTF-8",
            Cause::EncodedTwice => "UTF-8 was read as ISO-8859-1 and then encoded again",
            Cause::NotAsciiLost => "what is not ASCII was lost on the way",
            Cause::NotFlushed => "the row was still in a buffer: flush after each row",
            Cause::TextCut => "a comma or a quotation mark in the text began a new cell: use a CSV writer",
            Cause::RowIsEarly => "the row is written when the message is sent, and not when it is read",
            Cause::Reset => "the server closed the connection while bytes of the client were unread or still came",
        })
    }
}
