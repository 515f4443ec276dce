//! The end of a connection, so that nothing that was sent is lost, and what the end says about it.

use std::io::{self, ErrorKind, Read};
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use super::Connection;
use crate::session::Evidence;

/// How long the end may take: the client's part of it is waited for (R2 of section 5).
const FAREWELL_TIME: Duration = Duration::from_secs(1);

/// How much input is thrown away meanwhile.
const DRAIN_MAX: usize = 64 * 1024;

/// How long a client's FIN may come after its close_notify; one that only ends its side of TLS sends
/// none, and waits for ours.
const FIN_TIME: Duration = Duration::from_millis(100);

/// The pause between two looks at the socket, which std can ask but not wait for. It doubles from
/// the first to the second, since most ends are quick.
const LOOK_PAUSE: (Duration, Duration) = (Duration::from_micros(200), Duration::from_millis(20));

impl Connection {
    /// Says that nothing more will be sent, and waits for the client to have taken everything.
    ///
    /// Closing at once would not do: where input has come that nobody has read, the kernel answers
    /// a close with a reset, and the client's kernel throws away what its program has not read
    /// yet.
    ///
    /// Returns [`Evidence::Read`] where the connection is then gone without any error. After the
    /// client's own end of input this is the best evidence there is that it took everything (R2):
    /// its program did, or at least its kernel, with a program that is still there. A reset, or a
    /// peer that has not ended its side after a second, is evidence of nothing.
    pub fn farewell(&self) -> Evidence {
        if self.end_tls().is_err() || self.end_sending().is_err() {
            return Evidence::Unknown;
        }
        let deadline = Instant::now() + FAREWELL_TIME;
        let mut pause = LOOK_PAUSE.0;
        let mut drained = 0;
        while drained <= DRAIN_MAX && Instant::now() < deadline {
            // Looked at first: an error that comes before the next two looks is then still seen.
            let gone = self.is_gone();
            match self.drain() {
                Ok(count) => drained += count,
                Err(_) => return Evidence::Unknown,
            }
            if !matches!(self.stream.socket().take_error(), Ok(None)) {
                return Evidence::Unknown;
            }
            if gone {
                return Evidence::Read;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LOOK_PAUSE.1);
        }
        Evidence::Unknown
    }

    /// Sends the close_notify with which TLS ends before TCP does; nothing where there is no TLS.
    ///
    /// A client that has ended all of its connection, TLS and TCP, is not sent one: it may be closed,
    /// and its system would answer with a reset, as it does to everything but a FIN. This would take
    /// back the evidence that it took what was sent before.
    fn end_tls(&self) -> io::Result<()> {
        if self.stream.has_heard_end() && self.hears_fin()? {
            return Ok(());
        }
        self.write_sealed(&self.stream.seal_end())
    }

    /// Whether the client's FIN is there, or follows its close_notify within moments.
    fn hears_fin(&self) -> io::Result<bool> {
        let socket = self.stream.socket();
        socket.set_read_timeout(Some(FIN_TIME))?;
        Ok(matches!(socket.peek(&mut [0]), Ok(0)))
    }

    fn end_sending(&self) -> io::Result<()> {
        self.stream.socket().shutdown(Shutdown::Write)?;
        self.stream.socket().set_nonblocking(true)
    }

    /// Whether both sides have ended the connection, or it has broken.
    fn is_gone(&self) -> bool {
        // macOS says EINVAL where Linux says ENOTCONN.
        let over = |kind| matches!(kind, ErrorKind::NotConnected | ErrorKind::InvalidInput);
        matches!(self.stream.socket().peer_addr(), Err(error) if over(error.kind()))
    }

    /// Throws away what has come. Does not wait.
    pub(super) fn drain(&self) -> io::Result<usize> {
        match self.stream.socket().read(&mut [0; 4096]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            read => read,
        }
    }
}
