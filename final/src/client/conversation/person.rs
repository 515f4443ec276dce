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
        let asked = std::mem::take(&mut self.asked);
        let answer = typed::yes_or_no(line);
        if (asked || answer.is_some())
            && let Some(question) = self.questions.pop_front()
        {
            self.answered(question, answer);
            if answer.is_some() {
                return;
            }
        }
        self.line(line, now);
    }

    fn line(&mut self, line: &str, now: Instant) {
        match typed::understand(line, self.reply_to.as_ref()) {
            Err(said) => self.refuse(said),
            Ok(Typed::Nothing) => {}
            Ok(Typed::Help) => self.note(words::help(self.manner.editor)),
            Ok(Typed::Who) => self.ask_who(now),
            Ok(Typed::Quit) => self.leave(now),
            Ok(Typed::Ask(drafts)) => self.ask(Question::Paste(drafts)),
            Ok(Typed::Send(draft)) => self.post(vec![draft]),
        }
    }

    /// Takes messages to be sent as soon as the connection allows.
    fn post(&mut self, drafts: Vec<Draft>) {
        if !matches!(self.link, Link::Up(_)) {
            self.note(words::KEPT);
        }
        self.outbox.extend(drafts);
    }

    /// Asks when older questions have been answered. What is asked while a line is being typed can
    /// be answered at once, but that line is no answer: it was begun before. So the next prompt
    /// asks again.
    pub(super) fn ask(&mut self, question: Question) {
        if !self.owes_prompt && self.questions.is_empty() {
            self.put(&question, true);
        }
        self.questions.push_back(question);
    }

    /// Puts the first open question with the prompt that follows; returns whether there is one. The
    /// next line decides it, whatever it is: no question may hold the prompt for ever.
    pub(super) fn ask_at_prompt(&mut self) -> bool {
        let question = self.questions.pop_front();
        if let Some(question) = question {
            self.put(&question, !self.manner.editor);
            self.questions.push_front(question);
            self.asked = true;
        }
        self.asked
    }

    /// Shows a question; how to answer it where no prompt says so.
    fn put(&mut self, question: &Question, choice: bool) {
        let asked = match question {
            Question::Paste(drafts) => ask_paste(drafts),
            Question::Again(drafts) => {
                for draft in drafts {
                    self.refuse(words::not_confirmed(&draft.to, &draft.text));
                }
                words::ask_again(drafts.len())
            }
        };
        let choice = if choice { words::YES_OR_NO } else { "" };
        self.note(asked + choice);
    }

    fn answered(&mut self, question: Question, answer: Option<bool>) {
        let editor = self.manner.editor;
        match (question, answer) {
            (Question::Paste(drafts) | Question::Again(drafts), Some(true)) => self.post(drafts),
            (_, Some(false)) => self.note(words::declined(editor)),
            (_, None) => self.note(words::taken_as_no(editor)),
        }
    }

    pub(super) fn interrupted(&mut self, half_typed: bool, now: Instant) {
        self.owes_prompt = true;
        if std::mem::take(&mut self.asked)
            && let Some(question) = self.questions.pop_front()
        {
            self.answered(question, Some(false));
        } else if half_typed {
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

fn ask_paste(drafts: &[Draft]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for draft in drafts {
        if !names.contains(&draft.to.as_str()) {
            names.push(draft.to.as_str());
        }
    }
    words::ask_paste(drafts.len(), &names)
}
