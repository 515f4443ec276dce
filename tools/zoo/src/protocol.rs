//! What the lines of the protocol hold. Nothing here reads or writes.

use crate::Defect;

/// A line of a client that has logged in (protocol page, 4).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ClientLine {
    /// `@recipient text`
    Message { to: String, text: String },
    /// The empty line, which asks for a batch.
    Empty,
}

/// Whether this is `[a-z0-9][a-z0-9._-]{0,31}` (protocol page, 2).
pub(crate) fn is_login(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 32
        && name.starts_with(is_plain)
        && name.chars().all(|c| is_plain(c) || "._-".contains(c))
}

impl ClientLine {
    /// Reads a line without its end.
    ///
    /// # Errors
    /// The notice that refuses the line.
    pub(crate) fn parse(line: &[u8], defect: Option<Defect>) -> Result<ClientLine, String> {
        let whole = String::from_utf8_lossy(line);
        if whole.is_empty() {
            return Ok(ClientLine::Empty);
        }
        let parts = whole.strip_prefix('@').and_then(|it| it.split_once(' '));
        let Some((to, text)) = parts.filter(|(to, text)| is_login(to) && !text.is_empty()) else {
            return Err("bad-line".to_owned());
        };
        if str::from_utf8(line).is_err() || text.contains(is_forbidden) {
            return Err("bad-text".to_owned());
        }
        let text = match defect {
            Some(Defect::TextIsTrimmed) => text.trim_matches(' ').to_owned(),
            Some(Defect::BytesBecomeQuestionMarks) => in_ascii(text),
            _ => text.to_owned(),
        };
        let to = to.to_owned();
        Ok(ClientLine::Message { to, text })
    }
}

/// Control characters that are not TAB, and the two separators of Unicode (protocol page, 4).
fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\t') || c == '\u{2028}' || c == '\u{2029}'
}

fn in_ascii(text: &str) -> String {
    let in_ascii = |byte: u8| if byte.is_ascii() { byte.into() } else { '?' };
    text.bytes().map(in_ascii).collect()
}
