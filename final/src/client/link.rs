//! One connection: a thread that connects, logs in, and then reads to the end.

use std::io::{self, ErrorKind};
use std::sync::mpsc::SyncSender;
use std::thread;

use super::connect::{Session, connect};
use super::conversation::Input;
use super::driver::Event;
use super::lines::Line;
use super::screen::Screen;
use super::trust::Tls;
use super::words;
use crate::password::Password;
use crate::protocol::{Login, ServerLine};

/// What the reading thread needs.
pub(super) struct Link {
    pub(super) server: String,
    pub(super) me: Login,
    pub(super) password: Option<Password>,
    pub(super) tls: Option<Tls>,
    /// Which connection this is; events of an older one are out of date.
    pub(super) number: u64,
    pub(super) events: SyncSender<Event>,
    pub(super) screen: Screen,
}

impl Link {
    /// Starts the thread. Nobody joins it: connecting may take seconds, in which a person wants to
    /// leave. It ends by itself when nobody hears its events any more.
    pub(super) fn start(self) -> io::Result<()> {
        let thread = thread::Builder::new().name("connection".to_owned());
        thread.spawn(move || self.run()).map(drop)
    }

    fn run(self) {
        let (tls, password) = (self.tls.as_ref(), self.password.as_ref());
        match connect(&self.server, tls, &self.me, password) {
            Ok(session) => self.read_all(session),
            Err(error) => drop(self.tell(Input::NotConnected(error))),
        }
    }

    fn read_all(self, session: Session) {
        let Session {
            welcome,
            socket,
            mut lines,
        } = session;
        let connected = Event::Connected(self.number, socket, welcome);
        if self.events.send(connected).is_err() {
            return;
        }
        let why = loop {
            self.screen.wait_for_room();
            let input = match lines.next_line() {
                Ok(Some(Line::Whole(line))) => Input::Received(ServerLine::parse(&line)),
                Ok(Some(Line::TooLong)) => Input::Skipped,
                Ok(Some(Line::Unended(_)) | None) => break words::CLOSED.to_owned(),
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    break words::CUT_OFF.to_owned();
                }
                Err(error) => break error.to_string(),
            };
            if self.tell(input).is_none() {
                return;
            }
        };
        self.tell(Input::Lost(why));
    }

    fn tell(&self, input: Input) -> Option<()> {
        self.events.send(Event::Link(self.number, input)).ok()
    }
}
