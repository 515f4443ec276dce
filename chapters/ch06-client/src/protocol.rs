//! The lines of a server as a type: their first characters say what they are.

/// The longest line of a client in bytes, without its line feed.
pub(crate) const CLIENT_LINE_MAX: usize = 4096;

/// The longest line of a server in bytes, without its line feed.
pub(crate) const SERVER_LINE_MAX: usize = 4224;

/// A line of a server.
#[derive(Debug, PartialEq)]
pub(crate) enum ServerLine {
    /// `@sender text`
    Message { from: String, text: String },
    /// `! code words`: something was refused or ended.
    Notice(String),
    /// `f` alone: the end of a batch.
    End,
    /// A line that this client does not know; it is shown as it stands.
    Unknown(String),
}

impl ServerLine {
    /// Reads a line without its end.
    pub(crate) fn parse(line: &str) -> Self {
        if line == "f" {
            return Self::End;
        }
        if let Some(notice) = line.strip_prefix("! ") {
            return Self::Notice(notice.to_string());
        }
        match line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
            Some((from, text)) => Self::Message {
                from: from.to_string(),
                text: text.to_string(),
            },
            None => Self::Unknown(line.to_string()),
        }
    }
}
