//! What a scenario is given, and what it says about reading.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};

use anyhow::{Result, ensure};
use fastrand::Rng;
use socket2::{Domain, SockRef, Socket, Type};
use testkit::client::LineClient;

use super::guest::Guest;
use crate::pusher::{PATIENCE, Pusher};

/// What a client of the stage's user does; returns what has been read by the rules.
pub(super) type Act = fn(&mut Stage<'_>) -> Result<Read>;

/// Something that a client may do.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) act: Act,
    pub(super) size: Size,
}

impl Scenario {
    pub(super) const fn new(name: &'static str, act: Act) -> Self {
        let size = Size::Small;
        Self { name, act, size }
    }

    pub(super) const fn of(self, size: Size) -> Self {
        Self { size, ..self }
    }
}

/// How much waits for the user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// A few short messages, which any kernel takes at once.
    Small,
    /// More than the kernel takes for a client of [`Stage::narrow`].
    Large,
}

/// How many messages have been read, by the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// The oldest so many, and the others not.
    First(usize),
    /// All or none: nobody but the client knows.
    Undecidable,
}

/// Nothing has been read.
pub(super) const NOTHING: Read = Read::First(0);

/// What the kernel takes for a narrow client.
const NARROW: usize = 4096;

/// A user for whom messages wait.
pub(super) struct Stage<'a> {
    pub(super) server: SocketAddr,
    pub(super) user: &'a str,
    /// Who has sent the messages.
    pub(super) sender: &'a mut Pusher,
    pub(super) sender_login: &'a str,
    pub(super) texts: &'a [String],
    pub(super) random: &'a mut Rng,
    /// Counts what was taken over by a login that was there before.
    pub(super) overtaken: &'a mut usize,
}

impl Stage<'_> {
    /// Everything has been read.
    pub(super) fn all(&self) -> Read {
        Read::First(self.texts.len())
    }

    /// Connects and sends this after the login.
    pub(super) fn send(&self, more: &str) -> Result<LineClient> {
        let mut client = LineClient::connect_within(self.server, PATIENCE)?;
        client.send(format!("{}\n{more}", self.user).as_bytes())?;
        Ok(client)
    }

    /// The same, without anything that reads ahead.
    pub(super) fn send_raw(&self, more: &str) -> Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&self.server, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(format!("{}\n{more}", self.user).as_bytes())?;
        Ok(stream)
    }

    /// Logs in as a client for which the kernel takes little.
    pub(super) fn narrow(&self) -> Result<TcpStream> {
        let socket = Socket::new(Domain::for_address(self.server), Type::STREAM, None)?;
        socket.set_recv_buffer_size(NARROW)?;
        socket.connect(&self.server.into())?;
        let mut stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(format!("{}\n", self.user).as_bytes())?;
        Ok(stream)
    }

    /// Logs in and reads what waits: everything, by the rules.
    pub(super) fn guest(&self, push: bool) -> Result<Guest> {
        let mut guest = Guest::log_in(self.server, self.user, push)?;
        let texts = guest.texts()?;
        ensure!(texts == self.texts, "got {} messages", texts.len());
        Ok(guest)
    }

    /// Waits until the user has no session.
    pub(super) fn wait_for_end(&mut self) -> Result<()> {
        self.sender.wait_for_end_of(self.user)
    }
}

/// Waits until something has come, and does not take it.
pub(super) fn wait_for_batch(stream: &TcpStream) -> Result<()> {
    ensure!(stream.peek(&mut [0])? == 1, "the server has closed");
    Ok(())
}

/// Breaks a connection: the server's next read reports a reset.
pub(super) fn reset(stream: TcpStream) -> Result<()> {
    Ok(SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO))?)
}
