//! A batch of a server whose layout is its own: senders and texts in order, and an `f` at the end.

mod search;

use std::collections::BTreeSet;

use super::framing::{Wire, ends_with_lf, trim_text};
use crate::failure::Cause;
use crate::session_file::{Action, ClientAct, Expected, Session};
use crate::vary::message_text;
pub(super) use search::Known;
use search::{Found, gaps, line_ends_of_f, names};

/// A message that must come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Empty where the session names none.
    sender: String,
    text: String,
}

/// What a client is to get up to its next send.
#[derive(Debug, Default)]
pub(super) struct Batch {
    messages: Vec<Message>,
    /// An `f` must come.
    has_end: bool,
    known: Known,
    /// The step of each message, and that of the `f`.
    steps: Vec<usize>,
}

/// What is wrong with a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The step that did not get what it expects.
    pub(super) step: usize,
    /// Where in the bytes, if it is about some of them.
    pub(super) at: Option<usize>,
    pub(super) cause: Option<Cause>,
}

/// Every text that is sent or expected, the longest first: where one holds another, it is found as
/// a whole.
pub(super) fn known_texts(session: &Session) -> Vec<String> {
    let lines = session.steps.iter().filter_map(|step| match &step.action {
        Action::Client {
            act:
                ClientAct::Send(line)
                | ClientAct::Slowly(line)
                | ClientAct::Expect(Expected::Line(line)),
            ..
        } => message_text(line),
        _ => None,
    });
    let texts: BTreeSet<_> = lines.map(str::to_owned).collect();
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts
}

/// The first known text of these bytes, which nobody is to get.
pub(super) fn first_text(bytes: &[u8], known: &Known) -> Option<usize> {
    known.found(bytes).first().map(|found| found.start)
}

impl Batch {
    /// What this client expects from this step on: consecutive steps, up to an `f`.
    pub(super) fn from(session: &Session, first: usize, known: &[String]) -> Batch {
        let mut batch = Batch::default();
        let label = |index: usize| match &session.steps[index].action {
            Action::Client { label, .. } => Some(label),
            _ => None,
        };
        for index in first..session.steps.len() {
            let Action::Client {
                act: ClientAct::Expect(expected),
                ..
            } = &session.steps[index].action
            else {
                break;
            };
            if label(index) != label(first) || batch.has_end {
                break;
            }
            batch.add(index, expected);
        }
        if let Some(label) = label(first) {
            batch.known = Known::to(session, label, first, known);
        }
        let messages = batch.messages.iter();
        batch.known.demand(messages.map(|message| &*message.text));
        batch
    }

    fn add(&mut self, index: usize, expected: &Expected) {
        match expected {
            Expected::Line(line) if line == "f" => self.has_end = true,
            Expected::Line(line) => self.messages.push(Message::of(line)),
            // Whether a server says why it refuses something is its own affair.
            Expected::Notice { .. } => return,
        }
        self.steps.push(index);
    }

    /// The last step that it is about, if it is about any.
    pub(super) fn last_step(&self) -> Option<usize> {
        self.steps.last().copied()
    }

    /// What is expected, for people.
    pub(super) fn words(&self) -> String {
        let messages = self.messages.iter().map(Message::words);
        let end = self.has_end.then(|| "`f` at the end".to_owned());
        let words: Vec<_> = messages.chain(end).collect();
        words.join(", then ")
    }

    /// Whether every text has come, and the `f`, if there is to be one, may have come and is last.
    pub(super) fn may_be_over(&self, bytes: &[u8]) -> bool {
        let found = self.known.found(bytes);
        let behind = found.last().map_or(0, |found| found.end);
        let may_have_ended = !self.has_end || trim_text(&bytes[behind..]).ends_with(b"f");
        found.len() >= self.messages.len() && may_have_ended
    }

    /// Whether nothing can follow: the last line is an `f` and nothing else, with its end.
    pub(super) fn is_over(&self, bytes: &[u8]) -> bool {
        let last = trim_text(bytes).rsplit(|&byte| byte == b'\n').next();
        self.has_end && ends_with_lf(bytes) && last.is_some_and(|line| trim_text(line) == b"f")
    }

    /// What is wrong with the bytes so far, whatever will follow.
    pub(super) fn wrong(&self, bytes: &[u8]) -> Option<Fault> {
        let found = self.known.found(bytes);
        for (number, found) in found.iter().enumerate() {
            let wanted = self.messages.get(number);
            if wanted.is_none_or(|wanted| wanted.text != found.text) {
                return Some(self.fault(number, Some(found.start), self.why(number, found.text)));
            }
        }
        let behind = found.last().map_or(0, |found| found.end);
        let ends = line_ends_of_f(bytes);
        let early = ends.iter().find(|&&at| at < behind).or(ends.get(1));
        if let Some(&at) = early {
            return Some(self.fault(found.len(), Some(at), Some(Cause::OneFTooMany)));
        }
        let rest = trim_text(&bytes[behind..]);
        (rest.len() > 1 && rest.iter().all(|&byte| byte == b'f'))
            .then(|| self.fault(self.messages.len(), Some(behind), Some(Cause::OneFTooMany)))
    }

    /// Why a known text came where the message of this number was to come.
    fn why(&self, number: usize, text: &str) -> Option<Cause> {
        let is_it = |message: &Message| message.text == text;
        let number = number.min(self.messages.len());
        if self.messages[..number].iter().any(is_it) {
            Some(Cause::Twice)
        } else if self.messages[number..].iter().any(is_it) {
            Some(Cause::OutOfOrder)
        } else {
            Some(Cause::NotForHere)
        }
    }

    /// Judges all that came. The cause is left open where only the evidence can tell it.
    pub(super) fn judge(&self, bytes: &[u8]) -> Result<Wire, Fault> {
        if let Some(fault) = self.wrong(bytes) {
            return Err(fault);
        }
        let found = self.known.found(bytes);
        if found.len() < self.messages.len() {
            return Err(self.fault(found.len(), None, None));
        }
        let gaps = gaps(bytes, &found);
        let last = gaps.last().copied().unwrap_or_default();
        if self.has_end && !trim_text(last).ends_with(b"f") {
            let cause = (!bytes.is_empty()).then_some(Cause::MissingF);
            return Err(self.fault(self.messages.len(), None, cause));
        }
        self.check_senders(&gaps, &found)?;
        let is_joined = |gap: &&[u8]| !gap.contains(&b'\n');
        let behind = gaps.len() - usize::from(!self.has_end);
        Ok(Wire {
            line_ends: ends_with_lf(bytes),
            joined: gaps[1.min(behind)..behind].iter().any(is_joined),
        })
    }

    /// Each sender stands before its text, or each behind it.
    fn check_senders(&self, gaps: &[&[u8]], found: &[Found]) -> Result<(), Fault> {
        let mut gaps = gaps.to_vec();
        if let Some(last) = gaps.last_mut().filter(|_| self.has_end) {
            // The end may be joined with a sender behind the text.
            *last = trim_text(last);
            *last = last.strip_suffix(b"f").unwrap_or(last);
        }
        let lacks = |shift: usize| {
            let mut numbers = 0..self.messages.len();
            numbers.find(|&number| !names(gaps[number + shift], &self.messages[number].sender))
        };
        match (lacks(0), lacks(1)) {
            (Some(number), Some(_)) => {
                let at = Some(found[number].start);
                Err(self.fault(number, at, Some(Cause::NoSender)))
            }
            _ => Ok(()),
        }
    }

    /// A fault at the message of this number; those behind the last are about the `f`.
    fn fault(&self, number: usize, at: Option<usize>, cause: Option<Cause>) -> Fault {
        let last = self.steps.len().saturating_sub(1);
        let step = self.steps.get(number.min(last)).copied();
        Fault {
            step: step.unwrap_or_default(),
            at,
            cause,
        }
    }
}

impl Message {
    fn of(line: &str) -> Message {
        let Some(text) = message_text(line) else {
            return Message {
                sender: String::new(),
                text: line.to_owned(),
            };
        };
        let head = &line[..line.len() - text.len()];
        let sender = head.trim_end().rsplit('@').next().unwrap_or_default();
        Message {
            sender: sender.to_owned(),
            text: text.to_owned(),
        }
    }

    fn words(&self) -> String {
        match self.sender.as_str() {
            "" => format!("`{}`", self.text),
            sender => format!("`{}` from `{sender}`", self.text),
        }
    }
}

#[cfg(test)]
mod tests;
