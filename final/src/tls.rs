//! One type for both kinds of connection: bytes as they are, or inside TLS (section 8 of the
//! protocol page), with the same code above it on both sides.
//!
//! A session may have two threads, one that reads and one that writes, and TLS has one state for
//! both directions. So the state is behind a lock, which nobody holds while the socket makes them
//! wait: the reader reads sealed bytes first and opens them under the lock; the writer seals under
//! the lock, takes the sealed bytes out and writes them afterwards. Records must leave in the order
//! in which they were sealed, so only **one thread writes**. Before the handshake is through there
//! is no other thread, and the reader sends its replies. Later it sends nothing: the answer to a key
//! update leaves with the writer's next record, as rustls keeps it until then (RFC 8446, section
//! 4.6.3, asks for no more).

mod fingerprint;
mod records;

pub use fingerprint::{BadFingerprint, Fingerprint};
pub(crate) use records::HANDSHAKE;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls::{Connection, SupportedProtocolVersion};

use records::Records;

/// How many sealed bytes are read at once.
const READ_MAX: usize = 4 * 1024;

/// The versions that are spoken: both sides are younger than TLS 1.3, so nobody needs an older
/// one.
pub(crate) const VERSIONS: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];

/// The cryptography that both sides use.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A connected socket, plain or with TLS.
pub struct Stream {
    socket: TcpStream,
    tls: Option<Mutex<Tls>>,
}

impl Stream {
    /// A socket whose bytes are what they are.
    pub fn plain(socket: TcpStream) -> Self {
        Self { socket, tls: None }
    }

    /// A socket on which this TLS session is to begin.
    pub fn with_tls(socket: TcpStream, session: impl Into<Connection>) -> Self {
        let tls = Tls {
            session: session.into(),
            records: Records::default(),
            received: Vec::new(),
            trouble: None,
        };
        Self {
            socket,
            tls: Some(Mutex::new(tls)),
        }
    }

    /// The socket, for its options and its end. Whoever writes to it writes sealed bytes.
    pub fn socket(&self) -> &TcpStream {
        &self.socket
    }

    /// Reads once from the socket at most; returns 0 at an orderly end, which under TLS is a
    /// close_notify. Until the handshake is through, its replies are written.
    ///
    /// # Errors
    /// - `Interrupted` where something has come that brings nothing to read yet, such as a part of
    ///   a record: to be called again, as always with this error. The caller looks at the clock
    ///   between two calls, or a peer that sends byte after byte is never late.
    /// - `UnexpectedEof` where a TLS stream ends without a close_notify: it may have been cut.
    /// - `InvalidData` with a [`rustls::Error`] in it where the bytes are no TLS, or are not to be
    ///   trusted.
    /// - Those of the socket.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut tls) = self.lock() else {
            return (&self.socket).read(buffer);
        };
        match tls.take(buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => drop(tls),
            taken => return taken,
        }
        self.advance()?;
        let taken = self.lock().map_or(Ok(0), |mut tls| tls.take(buffer));
        taken.map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => ErrorKind::Interrupted.into(),
            _ => error,
        })
    }

    /// Reads once from the socket, under TLS, and opens what has come, for [`Stream::read`] to return.
    /// Returns how many bytes have come; 0 is the end of the socket. Does nothing on a plain stream.
    ///
    /// # Errors
    /// As [`Stream::read`], except `UnexpectedEof`.
    pub fn advance(&self) -> io::Result<usize> {
        if self.tls.is_none() {
            return Ok(0);
        }
        let mut sealed = [0; READ_MAX];
        let count = (&self.socket).read(&mut sealed)?;
        let (opened, replies) = self.open(&sealed[..count]);
        // Also where it could not be opened: an alert tells the peer why.
        let written = (&self.socket).write_all(&replies);
        opened.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        written?;
        Ok(count)
    }

    /// Opens what has come, and says what to reply.
    fn open(&self, sealed: &[u8]) -> (Result<(), rustls::Error>, Vec<u8>) {
        let Some(mut tls) = self.lock() else {
            return (Ok(()), Vec::new());
        };
        let handshaking = tls.session.is_handshaking();
        let opened = tls.open(sealed);
        tls.trouble = opened.clone().err();
        let replies = if handshaking {
            tls.sealed()
        } else {
            Vec::new()
        };
        (opened, replies)
    }

    /// The bytes to write to the socket for these. Before the handshake is through they are only
    /// what it has to say itself: anything else would be heard by everybody.
    ///
    /// # Errors
    /// Where the TLS session is over.
    pub fn seal<'a>(&self, bytes: &'a [u8]) -> io::Result<Cow<'a, [u8]>> {
        let Some(mut tls) = self.lock() else {
            return Ok(bytes.into());
        };
        if !tls.session.is_handshaking() {
            tls.session.writer().write_all(bytes)?;
        }
        Ok(tls.sealed().into())
    }

    /// What is to be written before the socket's sending side is shut down: a close_notify.
    pub fn seal_end(&self) -> Vec<u8> {
        let Some(mut tls) = self.lock() else {
            return Vec::new();
        };
        if !tls.session.is_handshaking() {
            tls.session.send_close_notify();
        }
        tls.sealed()
    }

    /// Whether the TLS handshake has not been completed.
    pub fn is_handshaking(&self) -> bool {
        self.lock().is_some_and(|tls| tls.session.is_handshaking())
    }

    /// Whether something has come that [`Stream::read`] has not returned: opened bytes, or a part of
    /// a record. What the socket holds is not looked at.
    pub fn has_input(&self) -> bool {
        self.lock()
            .is_some_and(|tls| !tls.received.is_empty() || tls.records.inside_one())
    }

    /// Whether the peer has sent a close_notify.
    pub fn has_heard_end(&self) -> bool {
        let heard = |mut tls: MutexGuard<'_, Tls>| {
            let state = tls.session.process_new_packets();
            state.is_ok_and(|state| state.peer_has_closed())
        };
        self.lock().is_some_and(heard)
    }

    /// What has broken the TLS session.
    pub fn trouble(&self) -> Option<rustls::Error> {
        self.lock()?.trouble.clone()
    }

    fn lock(&self) -> Option<MutexGuard<'_, Tls>> {
        let tls = self.tls.as_ref()?;
        Some(tls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = formatter.debug_struct("Stream");
        parts.field("socket", &self.socket);
        parts.field("tls", &self.tls.is_some()).finish()
    }
}

/// A TLS session, and what has come of it.
struct Tls {
    session: Connection,
    records: Records,
    /// What has been opened and not taken: at most what one read of the socket completes, which is
    /// a record of 16 KiB and some short ones.
    received: Vec<u8>,
    /// What has broken the session.
    trouble: Option<rustls::Error>,
}

impl Tls {
    fn open(&mut self, mut sealed: &[u8]) -> Result<(), rustls::Error> {
        self.records.follow(sealed)?;
        loop {
            // Nothing is a read as well: of the end, which rustls has to know of.
            let read = self.session.read_tls(&mut sealed);
            let count = read.map_err(|error| rustls::Error::General(error.to_string()))?;
            self.session.process_new_packets()?;
            // Always ends in "nothing more yet" or an end; `take` says which.
            let _ = self.session.reader().read_to_end(&mut self.received);
            if count == 0 || sealed.is_empty() {
                return Ok(());
            }
        }
    }

    /// What has been opened, or why there is nothing.
    fn take(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.received.is_empty() {
            return self.session.reader().read(buffer);
        }
        let count = self.received.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.received[..count]);
        self.received.drain(..count);
        Ok(count)
    }

    /// Takes out what is to be written to the socket.
    fn sealed(&mut self) -> Vec<u8> {
        let mut sealed = Vec::new();
        while self.session.wants_write() {
            // Writing into a `Vec` cannot fail.
            let _ = self.session.write_tls(&mut sealed);
        }
        sealed
    }
}
