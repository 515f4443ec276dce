//! Drives the conversation: brings it what happens, one thing after the other, and does what it
//! wants done.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Instant;

use super::completion::People;
use super::connect::{ConnectError, Welcome};
use super::conversation::{Action, Conversation, Input, Manner};
use super::link::Link;
use super::screen::Screen;
use super::socket::Socket;
use super::{Ending, Error};
use crate::protocol::ClientLine;

/// Something that happened, from one of the other threads.
pub(super) enum Event {
    /// The person did something, or the screen.
    Here(Input),
    /// A connection is made; its number, and where to write.
    Connected(u64, Socket, Welcome),
    /// Something came over the connection with this number.
    Link(u64, Input),
}

/// What the driver works with.
pub(super) struct Driver {
    pub(super) conversation: Conversation,
    pub(super) manner: Manner,
    pub(super) screen: Screen,
    pub(super) people: People,
    /// Lets the next line be typed; says whether a question is open.
    pub(super) prompts: Sender<bool>,
    pub(super) events: Receiver<Event>,
    /// For the connections, which report here.
    pub(super) reports: SyncSender<Event>,
    pub(super) socket: Option<Socket>,
    /// The number of the connection that counts.
    pub(super) number: u64,
}

impl Driver {
    /// Runs to the end of the conversation.
    pub(super) fn run(mut self) -> Result<Ending, Error> {
        let mut actions = self.conversation.begin(Instant::now());
        let result = loop {
            match self.perform(actions) {
                Ok(Some(result)) => break result.map_err(Error::Connect),
                Ok(None) => actions = self.next(),
                Err(error) => break Err(Error::Thread(error)),
            }
        };
        if let Some(socket) = self.socket {
            socket.close();
        }
        result
    }

    /// Waits for the next thing to happen, and returns what follows from it.
    fn next(&mut self) -> Vec<Action> {
        let now = Instant::now();
        let wait = self.conversation.next_tick();
        let event = match wait.map(|until| until.saturating_duration_since(now)) {
            Some(wait) => self.events.recv_timeout(wait),
            None => self.events.recv().map_err(RecvTimeoutError::from),
        };
        let input = match event {
            Ok(Event::Here(input)) => input,
            Ok(Event::Link(number, input)) if number == self.number => input,
            Ok(Event::Connected(number, socket, welcome)) if number == self.number => {
                self.socket = Some(socket);
                Input::Connected(welcome)
            }
            Ok(_) | Err(_) => Input::Tick,
        };
        self.conversation.handle(input, Instant::now())
    }

    /// Does what is to be done; the result of the conversation where it has ended.
    fn perform(
        &mut self,
        actions: Vec<Action>,
    ) -> io::Result<Option<Result<Ending, ConnectError>>> {
        let mut lines = Vec::new();
        let mut result = None;
        for action in actions {
            match action {
                Action::Send(line) => lines.push(line),
                Action::Show(entry, ticket) => self.screen.show(entry, ticket),
                Action::Prompt { question } => drop(self.prompts.send(question)),
                Action::Meet(login) => self.people.add(login),
                Action::Connect => self.connect()?,
                Action::Disconnect => self.disconnect(),
                Action::End(ended) => result = result.or(Some(ended)),
            }
        }
        self.send(&lines);
        Ok(result)
    }

    fn connect(&mut self) -> io::Result<()> {
        self.disconnect();
        self.number += 1;
        let link = Link {
            server: self.manner.server.clone(),
            me: self.manner.me.clone(),
            password: self.manner.password.clone(),
            tls: self.manner.tls.clone(),
            number: self.number,
            events: self.reports.clone(),
            screen: self.screen.clone(),
        };
        link.start()
    }

    fn disconnect(&mut self) {
        if let Some(socket) = self.socket.take() {
            socket.close();
        }
    }

    /// Sends lines in one write. Where that fails, the connection is closed, and its thread reports
    /// the loss.
    fn send(&mut self, lines: &[ClientLine]) {
        let bytes: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if let Some(socket) = &mut self.socket
            && !bytes.is_empty()
            && socket.write_all(bytes.as_bytes()).is_err()
        {
            socket.close();
        }
    }
}
