//! Tells what happened, for [`Failure::story`](crate::Failure::story).

use std::collections::BTreeSet;

use super::Player;
use crate::client::ReceiveError;
use crate::diagram::{Side, Tone, What};
use crate::failure::{Exchange, Got, STORY_MOST, Trouble};
use crate::pattern;
use crate::session_file::{Action, ClientAct, Expected, Quoted};

/// What has happened so far.
#[derive(Debug, Default)]
pub(super) struct Story {
    exchanges: Vec<Exchange>,
    /// The connections that have begun and not ended.
    open: BTreeSet<String>,
}

impl Story {
    fn add(&mut self, label: &str, what: What) {
        if self.open.insert(label.to_owned()) {
            self.exchanges.push(Exchange::new(label, What::Connected));
        }
        let is_over = matches!(what, What::Broken(_) | What::Ended(Side::Server));
        if !matches!(what, What::Connected) {
            self.exchanges.push(Exchange::new(label, what));
        }
        if is_over {
            self.leave(label);
        }
    }

    /// The label's next step begins another connection.
    fn leave(&mut self, label: &str) {
        self.open.remove(label);
    }

    fn note(&mut self, words: String) {
        self.exchanges.push(Exchange::new("", What::Note(words)));
    }

    fn line(&mut self, label: &str, by: Side, line: &[u8]) {
        let tone = Tone::of(line);
        self.sent(label, by, line, tone);
    }

    fn sent(&mut self, label: &str, by: Side, text: &[u8], tone: Tone) {
        let text = text.to_owned();
        self.add(label, What::Sent { by, text, tone });
    }

    /// Bytes as they are, with or without an LF at their end.
    fn bytes(&mut self, label: &str, by: Side, bytes: &[u8]) {
        match bytes.strip_suffix(b"\n") {
            Some(line) => self.line(label, by, line),
            None => self.sent(label, by, bytes, Tone::Unfinished),
        }
    }

    /// What should have come to a connection, and what came instead.
    pub(super) fn trouble(&mut self, label: &str, trouble: &Trouble) {
        if let Some(line) = trouble.wanted.text() {
            self.sent(label, Side::Server, line, Tone::Missing);
        }
        match &trouble.got {
            Got::Line { line, .. } => self.sent(label, Side::Server, line, Tone::Wrong),
            Got::Bytes(bytes) => self.sent(label, Side::Server, bytes, Tone::Wrong),
            Got::Batch { bytes, why, .. } => {
                if !bytes.is_empty() {
                    self.sent(label, Side::Server, bytes, Tone::Wrong);
                }
                why.iter().for_each(|why| self.no_more(label, why));
            }
            Got::Nothing { unread, why } => {
                if !unread.is_empty() {
                    self.sent(label, Side::Server, unread, Tone::Unfinished);
                }
                self.no_more(label, why);
            }
            Got::Other(_) | Got::Outside(_) => {}
        }
    }

    /// Why nothing more came.
    fn no_more(&mut self, label: &str, why: &ReceiveError) {
        match why {
            ReceiveError::Closed => self.add(label, What::Ended(Side::Server)),
            ReceiveError::Reset => self.add(label, What::Broken(Side::Server)),
            _ => self.add(label, What::Remark(why.to_string())),
        }
    }

    /// The last of it.
    pub(super) fn take(&mut self) -> Vec<Exchange> {
        let first = self.exchanges.len().saturating_sub(STORY_MOST);
        self.exchanges.drain(..first);
        std::mem::take(&mut self.exchanges)
    }
}

impl Player {
    /// Tells of a step that went as written.
    pub(super) fn tell(&mut self, index: usize) {
        match &self.session.steps[index].action {
            Action::Client { label, act } => {
                let notice = self.connections.get(label);
                let notice = notice.and_then(|open| open.history().notice.clone());
                let (label, act) = (label.clone(), act.clone());
                if let (ClientAct::Expect(_), Some(notice)) = (&act, notice) {
                    self.story.line(&label, Side::Server, notice.as_bytes());
                }
                self.tell_act(&label, &act);
            }
            other => self.story.note(other.to_string()),
        }
    }

    /// Tells of the step that did not.
    pub(super) fn tell_trouble(&mut self, index: usize, trouble: &Trouble) {
        match self.session.steps[index].action.clone() {
            Action::Client { label, act } => {
                match act {
                    // What was to come is told beside what came.
                    ClientAct::Expect(_) | ClientAct::Receive(_) | ClientAct::Closed => {}
                    act => self.tell_act(&label, &act),
                }
                self.story.trouble(&label, trouble);
            }
            other => self.story.note(format!("✗ {other}")),
        }
    }

    fn tell_act(&mut self, label: &str, act: &ClientAct) {
        let story = &mut self.story;
        let filled = |line: &str| pattern::fill(line, &self.bindings).into_bytes();
        match act {
            ClientAct::Send(line) | ClientAct::Slowly(line) => {
                story.line(label, Side::Client, &filled(line));
            }
            ClientAct::Raw(pieces) => story.bytes(label, Side::Client, &Quoted::join(pieces)),
            ClientAct::Expect(Expected::Line(line)) => {
                story.line(label, Side::Server, &filled(line));
            }
            ClientAct::Expect(Expected::Notice { code }) => {
                story.line(label, Side::Server, format!("! {code}").as_bytes());
            }
            ClientAct::Receive(pieces) => story.bytes(label, Side::Server, &Quoted::join(pieces)),
            ClientAct::Connect => story.add(label, What::Connected),
            ClientAct::HalfClose => story.add(label, What::Ended(Side::Client)),
            ClientAct::Close => {
                story.add(label, What::Ended(Side::Client));
                story.leave(label);
            }
            ClientAct::Reset => story.add(label, What::Broken(Side::Client)),
            ClientAct::Closed => story.add(label, What::Ended(Side::Server)),
        }
    }
}
