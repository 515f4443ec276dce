//! A message that was accepted, kept ready to be sent.

use jiff::Timestamp;

use crate::protocol::Login;

/// What a user hands in: a message before it is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who is to get it.
    pub to: Login,
    /// The text, checked by the protocol's rules.
    pub text: String,
}

/// An accepted message.
///
/// It is kept as the line of a push session, `#ID TIME @sender text`; the line of a classic
/// session, and the text, are the ends of that same line. So sending it costs one copy in either
/// kind of session.
#[derive(Debug)]
pub struct Message {
    /// Grows with each message that the server accepts.
    pub id: u64,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Who sent it.
    pub from: Login,
    /// Whose inbox it is in.
    pub to: Login,
    line: String,
    classic_from: usize,
    text_from: usize,
}

impl Message {
    /// Puts a message together from what was handed in and what the server adds.
    pub fn new(id: u64, accepted_at: Timestamp, from: Login, draft: Draft) -> Self {
        let mut line = format!("#{id} {accepted_at:.3} ");
        let classic_from = line.len();
        line.extend(["@", from.as_str(), " "]);
        let text_from = line.len();
        line.extend([draft.text.as_str(), "\n"]);
        Self {
            id,
            accepted_at,
            from,
            to: draft.to,
            line,
            classic_from,
            text_from,
        }
    }

    /// The line of a push session, with its LF.
    pub fn push_line(&self) -> &str {
        &self.line
    }

    /// The line of a classic session, with its LF.
    pub fn classic_line(&self) -> &str {
        &self.line[self.classic_from..]
    }

    /// What was said.
    pub fn text(&self) -> &str {
        &self.line[self.text_from..self.line.len() - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_an_end_of_the_line() {
        let at = "2026-11-22T18:05:00Z".parse().unwrap();
        let draft = Draft {
            to: "bia".parse().unwrap(),
            text: "até já".to_owned(),
        };
        let message = Message::new(7, at, "ana".parse().unwrap(), draft);
        assert_eq!(
            message.push_line(),
            "#7 2026-11-22T18:05:00.000Z @ana até já\n"
        );
        assert_eq!(message.classic_line(), "@ana até já\n");
        assert_eq!(message.text(), "até já");
    }
}
