//! The lines of the protocol as types: parsed and printed here, and nowhere else.
//!
//! Nothing in this module reads or writes. A server parses [`LoginLine`] and [`ClientLine`] and
//! prints [`ServerLine`]; a client does the opposite. The rules are those of the book's protocol
//! page, whose section each item names.

mod login;
mod notice;
mod server_line;

pub use login::{BadLogin, Login};
pub use notice::{Code, Notice};
pub use server_line::ServerLine;

/// The port of the assignment (section 1).
pub const PORT: u16 = 3333;

/// The longest line of a client in bytes, without LF and the CR before it (section 1).
pub const CLIENT_LINE_MAX: usize = 4096;

/// The longest line of a server in bytes, without its LF; only the answer to `/who` may be longer
/// (section 1).
pub const SERVER_LINE_MAX: usize = 4224;

/// The most messages in one batch (section 3).
pub const BATCH_MAX: usize = 1000;

/// The most messages that a push session may have sent and not seen acknowledged (section 6).
pub const PUSH_WINDOW: usize = 256;

/// The most logins that `/who` lists (section 6).
pub const WHO_MAX: usize = 100;

/// The text that ends every batch (section 3).
pub const END_OF_BATCH: &str = "f";

const PUSH_SUFFIX: &str = " /push";

/// The first line of a client: who it is, and which kind of session it asks for (sections 2 and 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginLine {
    /// The login, not yet looked up.
    pub login: Login,
    /// Whether messages are to be pushed as soon as they are there.
    pub push: bool,
}

impl LoginLine {
    /// Reads a login line without its line end; `None` where it is not one.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?;
        let (login, push) = match line.strip_suffix(PUSH_SUFFIX) {
            Some(login) => (login, true),
            None => (line, false),
        };
        let login = login.parse().ok()?;
        Some(Self { login, push })
    }
}

impl std::fmt::Display for LoginLine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{}{}",
            self.login,
            if self.push { PUSH_SUFFIX } else { "" }
        )
    }
}

/// Any later line of a client (sections 4 and 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientLine {
    /// `@recipient text`
    Message {
        /// Who is to get it; a well-formed login, not yet looked up.
        to: Login,
        /// The text, byte for byte.
        text: String,
    },
    /// The empty line: asks for a batch, or in a push session whether the server is still there.
    Empty,
    /// `/who`, in push sessions only.
    Who,
    /// `#ID`, in push sessions only: every message up to ID has been read.
    Acknowledge(u64),
}

impl ClientLine {
    /// Reads a line without its line end.
    ///
    /// # Errors
    /// [`Code::BadText`] where a message's text may not be stored, [`Code::BadLine`] for anything
    /// else that is not a line of the protocol.
    pub fn parse(line: &[u8]) -> Result<Self, Code> {
        match line.first() {
            None => Ok(Self::Empty),
            Some(b'@') => parse_message(&line[1..]),
            Some(b'#') => parse_acknowledgement(&line[1..]),
            Some(_) if line == b"/who" => Ok(Self::Who),
            Some(_) => Err(Code::BadLine),
        }
    }
}

impl std::fmt::Display for ClientLine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Message { to, text } => write!(out, "@{to} {text}"),
            Self::Empty => Ok(()),
            Self::Who => write!(out, "/who"),
            Self::Acknowledge(id) => write!(out, "#{id}"),
        }
    }
}

fn parse_message(rest: &[u8]) -> Result<ClientLine, Code> {
    let space = rest
        .iter()
        .position(|&byte| byte == b' ')
        .ok_or(Code::BadLine)?;
    let (to, text) = (&rest[..space], &rest[space + 1..]);
    let to = Login::from_bytes(to).map_err(|_| Code::BadLine)?;
    if text.is_empty() {
        return Err(Code::BadLine);
    }
    let text = std::str::from_utf8(text).map_err(|_| Code::BadText)?;
    if text.chars().any(is_forbidden) {
        return Err(Code::BadText);
    }
    Ok(ClientLine::Message {
        to,
        text: text.to_owned(),
    })
}

/// Whether a character may not stand in a message (section 4): some programs would take it for the
/// end of a line, and terminals for a command.
pub fn is_forbidden(character: char) -> bool {
    (character.is_control() && character != '\t') || matches!(character, '\u{2028}' | '\u{2029}')
}

fn parse_acknowledgement(digits: &[u8]) -> Result<ClientLine, Code> {
    parse_id(digits)
        .map(ClientLine::Acknowledge)
        .ok_or(Code::BadLine)
}

/// A number of digits alone; `parse` would also take a sign.
fn parse_id(digits: &[u8]) -> Option<u64> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(to: &str, text: &str) -> Result<ClientLine, Code> {
        Ok(ClientLine::Message {
            to: to.parse().unwrap(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn a_message_is_at_login_one_space_and_the_rest() {
        assert_eq!(ClientLine::parse(b"@bia oi"), message("bia", "oi"));
        assert_eq!(ClientLine::parse(b"@bia  two"), message("bia", " two"));
        assert_eq!(
            ClientLine::parse(b"@bia @caio x"),
            message("bia", "@caio x")
        );
        assert_eq!(ClientLine::parse(b"@bia a\tb"), message("bia", "a\tb"));
    }

    #[test]
    fn anything_else_is_a_bad_line() {
        for line in [
            "@bia",
            "@bia ",
            "@ oi",
            "@",
            "bia oi",
            " @bia oi",
            "@BIA oi",
            "@bia\toi",
            "/who ",
            "#",
            "#-1",
            "#+1",
            "# 1",
            "#99999999999999999999",
            "f",
        ] {
            assert_eq!(
                ClientLine::parse(line.as_bytes()),
                Err(Code::BadLine),
                "{line:?}"
            );
        }
    }

    #[test]
    fn a_text_with_control_characters_or_broken_utf8_is_bad() {
        for text in [
            "a\rb",
            "a\0b",
            "\u{7f}",
            "\u{85}",
            "\u{9b}2J",
            "\u{2028}",
            "\u{2029}",
            "\u{1b}[2J",
        ] {
            let line = format!("@bia {text}");
            assert_eq!(
                ClientLine::parse(line.as_bytes()),
                Err(Code::BadText),
                "{text:?}"
            );
        }
        assert_eq!(ClientLine::parse(b"@bia \xc0\xaf"), Err(Code::BadText));
    }

    #[test]
    fn a_login_line_may_ask_for_push() {
        let parse = |line: &str| {
            LoginLine::parse(line.as_bytes()).map(|it| (it.login.to_string(), it.push))
        };
        assert_eq!(parse("ana"), Some(("ana".to_owned(), false)));
        assert_eq!(parse("ana /push"), Some(("ana".to_owned(), true)));
        for line in [
            "",
            "ana ",
            "ana /push ",
            "ana  /push",
            "ana /PUSH",
            " /push",
            "аna",
        ] {
            assert_eq!(parse(line), None, "{line:?}");
        }
    }
}
