//! The conversation as a state machine: what happens goes in, what is to be done comes out.
//!
//! Nothing here reads, writes, waits or looks at a clock, so that every turn of a conversation can
//! be tested in memory. [`Conversation::handle`] takes an [`Input`] (a typed line, a line of the
//! server, the connection is gone …) and returns the [`Action`]s that follow (send this line, show
//! this, connect …).
//!
//! The modules below it: `person` and `typed` understand what a person does, `received` what the
//! server sends; `session` and `sending` decide what goes out and when, `reading` what may be
//! acknowledged; `losing` knows what becomes of a conversation whose connection broke, and
//! `leaving` how it ends.

mod leaving;
mod losing;
mod person;
mod reading;
mod received;
mod sending;
mod session;
#[cfg(test)]
mod tests;
mod typed;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::connect::{ConnectError, Welcome};
use super::entry::Entry;
use super::trust::Tls;
use super::{Ending, words};
use crate::password::Password;
use crate::protocol::{ClientLine, Login, ServerLine};
use leaving::Leaving;
use person::Question;
use reading::Reading;
use session::Session;
use typed::Draft;
pub use typed::{COMMANDS, yes_or_no};

/// After so long somebody who sees nothing begins to wonder.
const SLOW: Duration = Duration::from_secs(1);

/// Something that happened.
#[derive(Debug)]
pub enum Input {
    /// There is a connection, and the server took the login.
    Connected(Welcome),
    /// There is none.
    NotConnected(ConnectError),
    /// The server sent a line.
    Received(ServerLine),
    /// The server sent a line that is too long to be held.
    Skipped,
    /// The connection is gone, and why in words.
    Lost(String),
    /// A line was typed or pasted.
    Typed(String),
    /// Ctrl-C, on a line with something in it or on an empty one.
    Interrupted {
        /// Whether there was something in the line.
        half_typed: bool,
    },
    /// A line from a pipe could not be understood; what to say about it.
    Unreadable(String),
    /// Nobody will type any more.
    InputEnded,
    /// Everything shown up to this ticket stands on the screen.
    Printed(u64),
    /// Nothing can be shown any more: whoever read what is printed has closed it.
    OutputEnded,
    /// Time has passed: see [`Conversation::next_tick`].
    Tick,
}

/// Something to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a connection; the answer is [`Input::Connected`] or [`Input::NotConnected`].
    Connect,
    /// Give the connection up.
    Disconnect,
    /// Send a line.
    Send(ClientLine),
    /// Show something, and say so when it is on the screen if it has a ticket.
    Show(Entry, Option<u64>),
    /// The next line may be typed.
    Prompt {
        /// Whether a question is open, which is to be answered with yes or no.
        question: bool,
    },
    /// This is somebody whose login can be completed.
    Meet(Login),
    /// The conversation is over.
    End(Result<Ending, ConnectError>),
}

/// How the conversation is led.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Who the user is.
    pub me: Login,
    /// The password, where it is known; each connection of this run is made with it.
    pub password: Option<Password>,
    /// The server's address, as it was given.
    pub server: String,
    /// What TLS begins with, if there is to be any.
    pub tls: Option<Tls>,
    /// Whether somebody is there to be asked; a pipe is not, and is not reconnected either.
    pub interactive: bool,
    /// Whether what is typed goes through a line editor, which has keys of its own.
    pub editor: bool,
    /// What to say first, where it is not the usual greeting.
    pub greeting: Option<String>,
}

/// One user's conversation with one server, over as many connections as it takes.
#[derive(Debug)]
pub struct Conversation {
    manner: Manner,
    link: Link,
    /// Typed, and not yet sent.
    outbox: VecDeque<Draft>,
    /// Sent over a connection that broke before the answer came.
    unconfirmed: Vec<Draft>,
    /// What the person is to say yes or no to, the oldest first.
    questions: VecDeque<Question>,
    /// The first question was put with the prompt, so the next line decides it.
    asked: bool,
    reply_to: Option<Login>,
    reading: Reading,
    leaving: Option<Leaving>,
    /// Ctrl-C was pressed on an empty line.
    interrupted: bool,
    /// Somebody waits for leave to type.
    owes_prompt: bool,
    /// Something was refused, or was not confirmed, that nobody could be asked about.
    trouble: bool,
    /// A core server closed the connection when it was polled.
    never_polls: bool,
    pause: Duration,
    /// When to say that the first connection takes its time.
    say_connecting: Option<Instant>,
    actions: Vec<Action>,
}

#[derive(Debug)]
enum Link {
    /// The first connection is being made, or a later one.
    Connecting {
        first: bool,
    },
    /// The next attempt is due at this moment.
    Waiting(Instant),
    Up(Session),
}

impl Conversation {
    /// A conversation that has not begun; its first action is to connect.
    pub fn new(manner: Manner) -> Self {
        Self {
            manner,
            link: Link::Connecting { first: true },
            outbox: VecDeque::new(),
            unconfirmed: Vec::new(),
            questions: VecDeque::new(),
            asked: false,
            reply_to: None,
            reading: Reading::default(),
            leaving: None,
            interrupted: false,
            owes_prompt: true,
            trouble: false,
            never_polls: false,
            pause: losing::FIRST_PAUSE,
            say_connecting: None,
            actions: vec![Action::Connect],
        }
    }

    /// What is to be done before anything has happened.
    pub fn begin(&mut self, now: Instant) -> Vec<Action> {
        self.say_connecting = self.manner.interactive.then_some(now + SLOW);
        std::mem::take(&mut self.actions)
    }

    /// Takes what happened, and returns what is to be done about it, in this order.
    pub fn handle(&mut self, input: Input, now: Instant) -> Vec<Action> {
        match input {
            Input::Connected(welcome) => self.connected(welcome, now),
            Input::NotConnected(error) => self.not_connected(error, now),
            Input::Received(line) => self.received(line, now),
            Input::Skipped => self.show(Entry::Refusal(words::LINE_SKIPPED.to_owned())),
            Input::Lost(why) => self.lost(&why, now),
            Input::Typed(line) => self.typed(&line, now),
            Input::Interrupted { half_typed } => self.interrupted(half_typed, now),
            Input::Unreadable(why) => self.unreadable(why),
            Input::InputEnded => self.leave(now),
            Input::Printed(ticket) => self.printed(ticket),
            Input::OutputEnded => self.end(Ok(Ending::NotAll)),
            Input::Tick => {}
        }
        self.tick(now);
        self.send_what_is_due(now);
        self.leave_when_done(now);
        self.offer_prompt();
        std::mem::take(&mut self.actions)
    }

    /// Somebody to complete the login of.
    fn meet(&mut self, logins: impl IntoIterator<Item = Login>) {
        let others = logins.into_iter().filter(|login| *login != self.manner.me);
        self.actions.extend(others.map(Action::Meet));
    }

    fn offer_prompt(&mut self) {
        let begun = !matches!(self.link, Link::Connecting { first: true });
        // People may type ahead as they like; a file could be longer than the memory.
        let room = self.manner.editor || self.outbox.len() < sending::OUTBOX_MAX;
        if self.owes_prompt && begun && room && self.leaving.is_none() {
            self.owes_prompt = false;
            let question = self.ask_at_prompt();
            self.actions.push(Action::Prompt { question });
        }
    }

    fn show(&mut self, entry: Entry) {
        self.actions.push(Action::Show(entry, None));
    }

    fn note(&mut self, text: impl Into<String>) {
        self.show(Entry::Note(text.into()));
    }

    /// Says that something did not work. Nobody sees it at a pipe: there the exit code tells.
    fn refuse(&mut self, text: String) {
        self.trouble |= !self.manner.interactive;
        self.show(Entry::Refusal(text));
    }

    fn end(&mut self, result: Result<Ending, ConnectError>) {
        self.actions.push(Action::End(result));
    }
}
