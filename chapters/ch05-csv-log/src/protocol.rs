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

/// A line of a client that has logged in.
#[derive(Debug, PartialEq)]
pub(crate) enum ClientLine {
    /// `@recipient text`
    Message { to: String, text: String },
    /// Nothing is sent: the client asks for its batch.
    Empty,
}

impl ClientLine {
    /// Reads a line without its end. The error is the notice that the client gets.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, String> {
        // Bytes that are not UTF-8 become U+FFFD, which no login has: they can only be in the text.
        let whole = String::from_utf8_lossy(line);
        if whole.is_empty() {
            return Ok(Self::Empty);
        }
        let parts = whole.strip_prefix('@').and_then(|it| it.split_once(' '));
        match parts {
            Some((to, text)) if is_login(to) && !text.is_empty() => {
                if text.contains(is_forbidden) || str::from_utf8(line).is_err() {
                    return Err("bad-text".to_string());
                }
                let (to, text) = (to.to_string(), text.to_string());
                Ok(Self::Message { to, text })
            }
            _ => Err("bad-line".to_string()),
        }
    }
}

/// Some programs take these for the end of a line, and terminals take them for commands.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\t') || c == '\u{2028}' || c == '\u{2029}'
}

#[cfg(test)]
mod tests {
    use super::ClientLine;

    #[test]
    fn a_text_is_all_that_follows_one_blank() {
        let line = ClientLine::parse("@bia  @caio até já".as_bytes());
        let (to, text) = ("bia".to_string(), " @caio até já".to_string());
        assert_eq!(line, Ok(ClientLine::Message { to, text }));
    }

    #[test]
    fn anything_else_is_refused() {
        let bad_lines = ["oi", " @bia oi", "@bia", "@bia ", "@ oi", "@Bia oi"];
        for line in bad_lines {
            let refused = ClientLine::parse(line.as_bytes());
            assert_eq!(refused, Err("bad-line".to_string()), "{line}");
        }
        let refused = ClientLine::parse(b"@bia \xff");
        assert_eq!(refused, Err("bad-text".to_string()));
    }
}
