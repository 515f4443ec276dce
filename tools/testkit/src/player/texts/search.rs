//! Texts, logins and the `f` in bytes of any layout.

use crate::player::framing::trim_text;
use crate::session_file::{Action, ClientAct, Session};
use crate::vary::message_text;

/// The texts that are looked for in what comes to a connection.
#[derive(Debug, Default)]
pub(in crate::player) struct Known {
    /// Every text that somebody sends in the session, the longest first.
    all: Vec<String>,
    /// What the connection itself has sent last: an answer may say it again, to confirm it.
    own: Vec<String>,
}

impl Known {
    /// What this client is sent, before this step.
    pub(in crate::player) fn to(
        session: &Session,
        label: &str,
        before: usize,
        all: &[String],
    ) -> Known {
        let acts = session.steps[..before].iter().rev();
        let acts = acts.filter_map(|step| match &step.action {
            Action::Client { label: other, act } if other == label => Some(act),
            _ => None,
        });
        let own = acts
            .skip_while(|act| matches!(act, ClientAct::Expect(_)))
            .map_while(|act| match act {
                ClientAct::Send(line) | ClientAct::Slowly(line) => Some(message_text(line)),
                _ => None,
            });
        Known {
            all: all.to_vec(),
            own: own.flatten().map(str::to_owned).collect(),
        }
    }

    /// These must come, whoever has sent them.
    pub(super) fn demand<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        let texts: Vec<_> = texts.collect();
        self.own.retain(|own| !texts.contains(&own.as_str()));
    }

    /// The texts in the bytes, but for those that may be there in any number.
    pub(super) fn found(&self, bytes: &[u8]) -> Vec<Found<'_>> {
        let mut found = found(bytes, &self.all);
        found.retain(|found| !self.own.iter().any(|own| own == found.text));
        found
    }
}

/// A known text in the bytes.
pub(super) struct Found<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The known texts in the bytes, from the left; each byte belongs to one.
fn found<'a>(bytes: &[u8], known: &'a [String]) -> Vec<Found<'a>> {
    let mut all = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let rest = &bytes[start..];
        let text = known.iter().find(|text| rest.starts_with(text.as_bytes()));
        let Some(text) = text else {
            start += 1;
            continue;
        };
        let end = start + text.len();
        all.push(Found { text, start, end });
        start = end;
    }
    all
}

/// What stands before the first text, between the texts, and behind the last one.
pub(super) fn gaps<'a>(bytes: &'a [u8], found: &[Found]) -> Vec<&'a [u8]> {
    let mut start = 0;
    let mut gaps = Vec::new();
    for found in found {
        gaps.push(&bytes[start..found.start]);
        start = found.end;
    }
    gaps.push(&bytes[start..]);
    gaps
}

/// Where lines begin that are an `f` and nothing else. The last line may lack its end.
pub(super) fn line_ends_of_f(bytes: &[u8]) -> Vec<usize> {
    let mut start = 0;
    let mut all = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if trim_text(line) == b"f" {
            all.push(start);
        }
        start += line.len();
    }
    all
}

/// Whether a word of these bytes is this login, in capitals or not.
pub(super) fn names(bytes: &[u8], login: &str) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let length = login.len();
    let is_here = |start: usize| {
        let end = start + length;
        bytes[start..end].eq_ignore_ascii_case(login.as_bytes())
            && !is_word(bytes[..start].last())
            && !is_word(bytes.get(end))
    };
    (0..(bytes.len() + 1).saturating_sub(length)).any(is_here)
}
