use std::fmt;

use jiff::Timestamp;

use super::{END_OF_BATCH, Login, Notice, parse_id};

/// A line of a server. Its first characters say what it is, without any state (section 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerLine {
    /// `@sender text`: a message in a batch.
    Message {
        /// Who sent it.
        from: Login,
        /// What was sent.
        text: String,
    },
    /// `f`: the end of a batch.
    End,
    /// `! code words`: something was refused or ended.
    Notice(Notice),
    /// `#ID TIME @sender text`: a message in a push session (section 6).
    Pushed {
        /// The message's number, to be acknowledged.
        id: u64,
        /// When it was accepted.
        time: Timestamp,
        /// Who sent it.
        from: Login,
        /// What was sent.
        text: String,
    },
    /// `+ …`, without the sign and the space after it: the answer to the oldest open line of a push
    /// session.
    Answer(String),
    /// `? …`: a question, such as for the password (section 7).
    Question(String),
    /// A line that this program does not know. Not made safe for a terminal.
    Unknown(String),
}

impl ServerLine {
    /// Reads a server's line without its line end. Bytes that are not UTF-8 become U+FFFD.
    pub fn parse(line: &[u8]) -> Self {
        let line = String::from_utf8_lossy(line);
        parse_known(&line).unwrap_or_else(|| Self::Unknown(line.into_owned()))
    }

    /// The epoch, where this is `+ ready EPOCH`, the first line of a push session.
    pub fn epoch(&self) -> Option<&str> {
        match self {
            Self::Answer(words) => words.strip_prefix("ready "),
            _ => None,
        }
    }
}

fn parse_known(line: &str) -> Option<ServerLine> {
    if line == END_OF_BATCH {
        return Some(ServerLine::End);
    }
    let rest = line.get(1..)?;
    match line.as_bytes()[0] {
        b'@' => parse_sender(line).map(|(from, text)| ServerLine::Message { from, text }),
        b'!' => Some(ServerLine::Notice(Notice::parse(rest))),
        b'#' => parse_pushed(rest),
        b'+' => Some(ServerLine::Answer(rest.trim_start_matches(' ').to_owned())),
        b'?' => Some(ServerLine::Question(
            rest.trim_start_matches(' ').to_owned(),
        )),
        _ => None,
    }
}

fn parse_sender(line: &str) -> Option<(Login, String)> {
    let (from, text) = line.strip_prefix('@')?.split_once(' ')?;
    Some((from.parse().ok()?, text.to_owned()))
}

fn parse_pushed(rest: &str) -> Option<ServerLine> {
    let (id, rest) = rest.split_once(' ')?;
    let (time, rest) = rest.split_once(' ')?;
    let (from, text) = parse_sender(rest)?;
    let id = parse_id(id.as_bytes())?;
    let time = time.parse().ok()?;
    Some(ServerLine::Pushed {
        id,
        time,
        from,
        text,
    })
}

impl fmt::Display for ServerLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { from, text } => write!(out, "@{from} {text}"),
            Self::End => out.write_str(END_OF_BATCH),
            Self::Notice(notice) => notice.fmt(out),
            // Always three decimals: lines of equal moments are equal, and sort by time.
            Self::Pushed {
                id,
                time,
                from,
                text,
            } => write!(out, "#{id} {time:.3} @{from} {text}"),
            Self::Answer(words) if words.is_empty() => out.write_str("+"),
            Self::Answer(words) => write!(out, "+ {words}"),
            Self::Question(words) => write!(out, "? {words}"),
            Self::Unknown(line) => out.write_str(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_line_prints_as_it_was_read() {
        for line in [
            "@ana oi",
            "@ana f",
            "@ana  two blanks",
            "f",
            "! bad-line",
            "! unknown-recipient zoe is not here",
            "! of-tomorrow words",
            "#7 2026-11-22T18:05:00.123Z @ana até já",
            "#7 2026-11-22T18:05:00.000Z @ana on the second",
            "+",
            "+ 17",
            "+ ready k3x9",
            "? password",
        ] {
            let parsed = ServerLine::parse(line.as_bytes());
            assert!(
                !matches!(parsed, ServerLine::Unknown(_)),
                "{line}: {parsed:?}"
            );
            assert_eq!(parsed.to_string(), line);
        }
    }

    #[test]
    fn what_is_not_known_is_kept_as_it_stands() {
        for line in [
            "",
            "ff",
            "@ana",
            "@ANA x",
            "#x y @ana z",
            "#1 yesterday @ana z",
            "é",
        ] {
            assert_eq!(
                ServerLine::parse(line.as_bytes()),
                ServerLine::Unknown(line.to_owned())
            );
        }
    }

    #[test]
    fn the_first_answer_of_a_push_session_names_the_epoch() {
        assert_eq!(ServerLine::parse(b"+ ready k3x9").epoch(), Some("k3x9"));
        assert_eq!(ServerLine::parse(b"+ 17").epoch(), None);
    }
}
