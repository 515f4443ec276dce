//! What a person types, understood.

use crate::client::words;
use crate::protocol::{CLIENT_LINE_MAX, ClientLine, Login, is_forbidden};

/// A message on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    /// Who is to get it.
    pub(super) to: Login,
    /// What it says; one line.
    pub(super) text: String,
}

impl Draft {
    /// The draft as a line of the protocol.
    pub(super) fn to_line(&self) -> ClientLine {
        ClientLine::Message {
            to: self.to.clone(),
            text: self.text.clone(),
        }
    }
}

/// What a typed line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Nothing,
    /// One message, to whom the line names.
    Send(Draft),
    /// The lines of a paste, which nobody has agreed to yet.
    Ask(Vec<Draft>),
    Who,
    Help,
    Quit,
}

/// The commands, for completion and for suggestions.
pub const COMMANDS: [&str; 4] = ["/help", "/quit", "/reply", "/who"];

/// Understands a typed line; the error is what to say to the person.
pub(super) fn understand(typed: &str, reply_to: Option<&Login>) -> Result<Typed, String> {
    let typed = typed.trim_start().trim_end_matches(['\r', '\n']);
    let (first, pasted) = typed.split_once('\n').unwrap_or((typed, ""));
    let first = first.trim_end_matches('\r');
    match typed.chars().next() {
        None => Ok(Typed::Nothing),
        Some('/') => command(first, pasted, reply_to),
        Some('@') => message(&first[1..], pasted),
        Some(_) if typed.contains('\n') => Err(words::PASTE_WITHOUT_LOGIN.to_owned()),
        Some(_) => Err(words::no_recipient(reply_to)),
    }
}

fn command(first: &str, pasted: &str, reply_to: Option<&Login>) -> Result<Typed, String> {
    let (name, text) = first.split_once(' ').unwrap_or((first, ""));
    match name {
        "/who" => Ok(Typed::Who),
        "/help" => Ok(Typed::Help),
        "/quit" => Ok(Typed::Quit),
        "/reply" => {
            let to = reply_to.ok_or(words::NOBODY_TO_REPLY)?;
            drafts(to.clone(), text, pasted, words::NO_REPLY)
        }
        _ => Err(words::unknown_command(name, nearest_command(name))),
    }
}

fn message(after_at: &str, pasted: &str) -> Result<Typed, String> {
    let (name, text) = after_at.split_once(' ').unwrap_or((after_at, ""));
    let to = name.parse().map_err(|_| words::bad_recipient(name))?;
    drafts(to, text, pasted, words::NO_TEXT)
}

/// One message for each line that is not blank. A pasted line that begins with a login of its own
/// goes to that login, and so do those below it: the question before they are sent names them all.
fn drafts(named: Login, text: &str, pasted: &str, no_text: &str) -> Result<Typed, String> {
    let mut to = named.clone();
    let mut drafts = Vec::new();
    if !text.trim().is_empty() {
        drafts.push(draft(&to, text)?);
    }
    for line in pasted.split('\n').map(|line| line.trim_end_matches('\r')) {
        let mut text = line;
        if let Some((login, rest)) = addressed(line) {
            (to, text) = (login, rest);
        }
        if !text.trim().is_empty() {
            drafts.push(draft(&to, text)?);
        }
    }
    match <[Draft; 1]>::try_from(drafts) {
        Ok([draft]) if draft.to == named => Ok(Typed::Send(draft)),
        Ok(other) => Ok(Typed::Ask(other.into())),
        Err(none) if none.is_empty() => Err(no_text.to_owned()),
        Err(several) => Ok(Typed::Ask(several)),
    }
}

/// The login that a pasted line begins with, and its text, where it has both.
fn addressed(line: &str) -> Option<(Login, &str)> {
    let (login, text) = line.strip_prefix('@')?.split_once(' ')?;
    let login = login.parse().ok()?;
    (!text.trim().is_empty()).then_some((login, text))
}

fn draft(to: &Login, text: &str) -> Result<Draft, String> {
    if let Some(character) = text.chars().find(|&character| is_forbidden(character)) {
        return Err(words::bad_text(character));
    }
    let draft = Draft {
        to: to.clone(),
        text: text.to_owned(),
    };
    match draft.to_line().to_string().len() {
        bytes if bytes > CLIENT_LINE_MAX => Err(words::too_long(bytes)),
        _ => Ok(draft),
    }
}

/// The command that was probably meant: one that begins alike, or is at most two letters off.
fn nearest_command(typed: &str) -> Option<&'static str> {
    let off = |command: &&str| distance(typed, command);
    let nearest = COMMANDS.into_iter().min_by_key(off)?;
    let begins = COMMANDS
        .into_iter()
        .find(|command| typed.len() > 1 && command.starts_with(typed));
    begins.or_else(|| (distance(typed, nearest) <= 2).then_some(nearest))
}

/// The number of letters to insert, delete or replace (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().take(CLIENT_LINE_MAX).enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, &wanted) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != wanted);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// What an answer to an open question says; `None` where the line is something else.
pub fn yes_or_no(typed: &str) -> Option<bool> {
    match typed.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(typed: &str) -> Vec<(String, String)> {
        let reply_to = "caio".parse().ok();
        let drafts = match understand(typed, reply_to.as_ref()) {
            Ok(Typed::Send(draft)) => vec![draft],
            Ok(Typed::Ask(drafts)) => drafts,
            other => panic!("{typed:?}: {other:?}"),
        };
        let told = |draft: Draft| (draft.to.to_string(), draft.text);
        drafts.into_iter().map(told).collect()
    }

    fn said(typed: &str) -> String {
        match understand(typed, None) {
            Err(said) => said,
            other => panic!("{typed:?}: {other:?}"),
        }
    }

    #[test]
    fn at_login_and_a_text_is_a_message() {
        assert_eq!(sent("@bia oi"), [("bia".into(), "oi".into())]);
        assert_eq!(sent("  @bia  oi "), [("bia".into(), " oi ".into())]);
        assert_eq!(sent("/reply oi"), [("caio".into(), "oi".into())]);
    }

    #[test]
    fn each_line_of_a_paste_goes_to_the_login_above_it_or_before_it() {
        for (pasted, meant) in [
            (
                "@bia one\r\n\n@chefe two\nthree",
                "bia: one|chefe: two|chefe: three",
            ),
            ("@bia\none\n@chefe  two ", "bia: one|chefe:  two "),
            (
                "/reply one\n@bia two\n/quit",
                "caio: one|bia: two|bia: /quit",
            ),
            // No login with a text: what was pasted is kept as it is.
            (
                "@bia one\n@BIA x\n@caio\n@caio ",
                "bia: one|bia: @BIA x|bia: @caio|bia: @caio ",
            ),
            ("@bia one\n @caio two", "bia: one|bia:  @caio two"),
        ] {
            let sent = sent(pasted).into_iter();
            let texts: Vec<String> = sent.map(|(to, text)| format!("{to}: {text}")).collect();
            assert_eq!(texts.join("|"), meant);
        }
        assert_eq!(said("one\n@bia two"), words::PASTE_WITHOUT_LOGIN);
    }

    #[test]
    fn what_cannot_be_sent_is_explained() {
        assert_eq!(said("oi"), words::no_recipient(None));
        assert_eq!(said("@BIA oi"), words::bad_recipient("BIA"));
        assert_eq!(said("@bia"), words::NO_TEXT);
        assert_eq!(said("@bia  "), words::NO_TEXT);
        assert_eq!(said("/reply oi"), words::NOBODY_TO_REPLY);
        let reply = understand("/reply ", "caio".parse().ok().as_ref());
        assert_eq!(reply, Err(words::NO_REPLY.to_owned()));
        assert_eq!(said("@bia a\u{1b}b"), words::bad_text('\u{1b}'));
        let long = format!("@bia {}", "x".repeat(CLIENT_LINE_MAX - 4));
        assert_eq!(said(&long), words::too_long(CLIENT_LINE_MAX + 1));
        assert_eq!(sent(&long[..CLIENT_LINE_MAX]).len(), 1);
    }

    #[test]
    fn a_mistyped_command_is_suggested() {
        for (typed, meant) in [
            ("/whoo", Some("/who")),
            ("/hlep", Some("/help")),
            ("/q", Some("/quit")),
            ("/", None),
            ("/dance", None),
        ] {
            assert_eq!(nearest_command(typed), meant, "{typed}");
        }
    }
}
