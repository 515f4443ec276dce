//! What the person does: types, answers a question, presses Ctrl-C.

use std::time::Instant;

use super::typed::{self, Draft, Typed};
use super::{Conversation, Link};
use crate::client::words;

/// Something to say yes or no to.
#[derive(Debug)]
pub(super) enum Question {
    /// Send the lines of a paste?
    Paste(Vec<Draft>),
    /// Send again what was not confirmed?
    Again(Vec<Draft>),
}

impl Conversation {
    pub(super) fn typed(&mut self, line: &str, now: Instant) {
        self.owes_prompt = true;
        self.interrupted = false;
        if let Some(yes) = typed::yes_or_no(line)
            && let Some(question) = self.questions.pop_front()
        {
            return self.answered(question, yes);
        }
        match typed::understand(line, self.reply_to.as_ref()) {
            Err(said) => self.refuse(said),
            Ok(Typed::Nothing) => {}
            Ok(Typed::Help) => self.note(words::help(self.manner.editor)),
            Ok(Typed::Who) => self.ask_who(now),
            Ok(Typed::Quit) => self.leave(now),
            Ok(Typed::Send(drafts)) if drafts.len() > 1 => self.ask(Question::Paste(drafts)),
            Ok(Typed::Send(drafts)) => self.post(drafts),
        }
    }

    /// Takes messages to be sent as soon as the connection allows.
    fn post(&mut self, drafts: Vec<Draft>) {
        if !matches!(self.link, Link::Up(_)) {
            self.note(words::KEPT);
        }
        for draft in &drafts {
            self.meet([draft.to.clone()]);
        }
        self.outbox.extend(drafts);
    }

    /// Asks before anything else; an older question waits.
    pub(super) fn ask(&mut self, question: Question) {
        self.put(&question);
        self.questions.push_front(question);
    }

    /// Shows a question. The answer may be typed at once or after something else: neither `y` nor
    /// `n` is ever a message, so a line that somebody was typing meanwhile is not taken for an
    /// answer.
    fn put(&mut self, question: &Question) {
        match question {
            Question::Paste(drafts) => self.note(words::ask_paste(drafts.len(), &drafts[0].to)),
            Question::Again(drafts) => {
                for draft in drafts {
                    self.refuse(words::not_confirmed(&draft.to, &draft.text));
                }
                self.note(words::ask_again(drafts.len()));
            }
        }
    }

    fn answered(&mut self, question: Question, yes: bool) {
        match question {
            Question::Paste(drafts) | Question::Again(drafts) if yes => self.post(drafts),
            Question::Paste(_) | Question::Again(_) => {
                self.note(words::not_sent_again(self.manner.editor));
            }
        }
        if let Some(next) = self.questions.pop_front() {
            self.ask(next);
        }
    }

    pub(super) fn interrupted(&mut self, half_typed: bool, now: Instant) {
        self.owes_prompt = true;
        if half_typed {
            self.interrupted = false;
        } else if std::mem::replace(&mut self.interrupted, true) {
            self.leave(now);
        } else {
            self.note(words::HOW_TO_QUIT);
        }
    }

    pub(super) fn unreadable(&mut self, why: String) {
        self.owes_prompt = true;
        self.refuse(why);
    }
}
