use std::fmt;

/// Why a server refuses something or ends a connection (sections 4, 6 and 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// The login is not in the user base. Ends the connection.
    UnknownUser,
    /// Login and password do not fit. Ends the connection.
    BadLogin,
    /// A line has more than 4096 bytes. Ends the connection.
    LineTooLong,
    /// The same user has logged in again. Ends the connection.
    Elsewhere,
    /// The server stops. Ends the connection.
    Closing,
    /// The server has too many connections. Ends the connection.
    Busy,
    /// The line is none of the protocol.
    BadLine,
    /// The text is not UTF-8 or holds a control character.
    BadText,
    /// The recipient is not in the user base.
    UnknownRecipient,
    /// The recipient has as many unread messages as an inbox holds.
    InboxFull,
    /// The server cannot store anything now.
    TryLater,
    /// A code that this program does not know: like every notice in an answer it means *not
    /// stored*.
    Other(String),
}

const CODES: [(Code, &str); 11] = [
    (Code::UnknownUser, "unknown-user"),
    (Code::BadLogin, "bad-login"),
    (Code::LineTooLong, "line-too-long"),
    (Code::Elsewhere, "elsewhere"),
    (Code::Closing, "closing"),
    (Code::Busy, "busy"),
    (Code::BadLine, "bad-line"),
    (Code::BadText, "bad-text"),
    (Code::UnknownRecipient, "unknown-recipient"),
    (Code::InboxFull, "inbox-full"),
    (Code::TryLater, "try-later"),
];

impl Code {
    /// Whether the notice ends the connection and answers no line.
    pub fn ends_connection(&self) -> bool {
        matches!(
            self,
            Self::UnknownUser
                | Self::BadLogin
                | Self::LineTooLong
                | Self::Elsewhere
                | Self::Closing
                | Self::Busy
        )
    }

    fn parse(word: &str) -> Self {
        let known = CODES.iter().find(|(_, text)| *text == word);
        known.map_or_else(|| Self::Other(word.to_owned()), |(code, _)| code.clone())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(word) => out.write_str(word),
            known => out.write_str(
                CODES
                    .iter()
                    .find(|(code, _)| code == known)
                    .map_or("", |it| it.1),
            ),
        }
    }
}

/// `! code words…`: the code is for programs, the words are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub code: Code,
    /// The same in words; may be empty.
    pub words: String,
}

impl Notice {
    /// A notice with words for people.
    pub fn new(code: Code, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { code, words }
    }

    /// Reads what stands after the `!` of a notice.
    pub(super) fn parse(rest: &str) -> Self {
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let (code, words) = rest.split_once(' ').unwrap_or((rest, ""));
        Self::new(Code::parse(code), words)
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "! {}", self.code)?;
        if self.words.is_empty() {
            Ok(())
        } else {
            write!(out, " {}", self.words)
        }
    }
}
