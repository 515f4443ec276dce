//! The two sockets of a connection: read and written with short timeouts, so that either of its
//! threads notices when the other one has given up.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use socket2::SockRef;

use super::observation::Side;

/// So long without a byte is a pause: what is there of a line is shown then.
const PAUSE: Duration = Duration::from_millis(500);

/// A client's socket and the server's, which are one connection to both of them.
#[derive(Debug)]
pub(super) struct Link {
    client: TcpStream,
    server: TcpStream,
    over: Mutex<bool>,
    told: Condvar,
}

/// What a read found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// So many bytes.
    Bytes(usize),
    /// Nothing, for a while.
    Nothing,
    /// A FIN.
    End,
    /// A reset, or another error.
    Broken,
}

impl Link {
    /// Joins two connected sockets.
    ///
    /// # Errors
    /// As the system reports.
    pub(super) fn new(client: TcpStream, server: TcpStream) -> io::Result<Link> {
        for socket in [&client, &server] {
            socket.set_nodelay(true)?;
            socket.set_read_timeout(Some(PAUSE))?;
            socket.set_write_timeout(Some(PAUSE))?;
        }
        Ok(Link {
            client,
            server,
            over: Mutex::new(false),
            told: Condvar::new(),
        })
    }

    fn socket(&self, side: Side) -> &TcpStream {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// What comes next from this side.
    pub(super) fn read(&self, from: Side, buffer: &mut [u8]) -> Found {
        match self.socket(from).read(buffer) {
            Ok(0) => Found::End,
            Ok(count) => Found::Bytes(count),
            Err(error) if is_pause(&error) => Found::Nothing,
            Err(_) => Found::Broken,
        }
    }

    /// Passes bytes on.
    ///
    /// # Errors
    /// Who has broken the connection: the side that takes no more, or, while it takes nothing, the
    /// one that the bytes came from. Where the connection is over already, nobody asks.
    pub(super) fn write(&self, to: Side, mut bytes: &[u8]) -> Result<(), Side> {
        while !bytes.is_empty() {
            if self.is_over() {
                return Err(to);
            }
            match self.socket(to).write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if !is_pause(&error) => return Err(to),
                Err(_) if self.is_broken(to.other()) => return Err(to.other()),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Whether a reset has come from this side, which nobody reads from at present.
    fn is_broken(&self, side: Side) -> bool {
        self.socket(side)
            .take_error()
            .is_ok_and(|error| error.is_some())
    }

    /// Passes a FIN on. False where that side has broken the connection meanwhile: the system says
    /// "not connected" then.
    pub(super) fn finish(&self, to: Side) -> bool {
        self.socket(to).shutdown(Shutdown::Write).is_ok()
    }

    /// Whether one of the threads has given up.
    pub(super) fn is_over(&self) -> bool {
        *self.over()
    }

    /// Waits, unless the connection is over before.
    pub(super) fn wait(&self, pause: Duration) {
        if !pause.is_zero() {
            let waited = self
                .told
                .wait_timeout_while(self.over(), pause, |over| !*over);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Gives up. True for the first who does so, who has to say why.
    pub(super) fn give_up(&self) -> bool {
        let was_over = std::mem::replace(&mut *self.over(), true);
        self.told.notify_all();
        !was_over
    }

    /// Makes both sides see a reset when the sockets are closed, and wakes who reads. No FIN may
    /// go before the reset, so nothing is shut down for writing.
    pub(super) fn reset(&self) {
        for socket in [&self.client, &self.server] {
            // Both fail only where the socket is broken already.
            let _ = SockRef::from(socket).set_linger(Some(Duration::ZERO));
            let _ = socket.shutdown(Shutdown::Read);
        }
    }

    /// Ends both sides, because the proxy ends.
    pub(super) fn close(&self) {
        self.give_up();
        for socket in [&self.client, &self.server] {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    fn over(&self) -> MutexGuard<'_, bool> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}
