//! One connection of a session, and what it has seen.

mod batch;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use crate::client::{Line, LineClient, ReceiveError};
use crate::failure::{Got, Trouble, Wanted};
use crate::pattern::{self, Bindings, Mismatch};
use crate::session_file::Expected;

/// A line client that knows which notices may be skipped.
pub(super) struct Connection {
    client: LineClient,
    limit: Duration,
    /// What was sent last may not have been read yet.
    is_unanswered: bool,
    history: History,
}

/// What happened on a connection: the evidence when something goes wrong.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// The first bytes that were sent, up to the first LF.
    pub(crate) first_line: Vec<u8>,
    /// The notice that was skipped since the last expected line.
    pub(crate) notice: Option<String>,
    /// The line taken last was a message, so its batch has not ended.
    pub(crate) after_message: bool,
}

impl Connection {
    /// `limit` is the deadline of connecting, of each line and of each write.
    pub(super) fn open(address: SocketAddr, limit: Duration) -> Result<Connection, Trouble> {
        let client = LineClient::connect_within(address, limit);
        let client = client.map_err(|error| {
            Trouble::other(format!("a connection to {address}"), error.to_string())
        })?;
        Ok(Connection {
            client,
            limit,
            is_unanswered: false,
            history: History::default(),
        })
    }

    pub(super) fn history(&self) -> &History {
        &self.history
    }

    pub(super) fn close(self) {
        self.client.close();
    }

    pub(super) fn reset(self) -> Result<(), Trouble> {
        self.client
            .reset()
            .map_err(|error| Trouble::other("the connection is reset", error.to_string()))
    }

    /// Where the server has gone already, what comes next will show it.
    pub(super) fn half_close(&self) {
        let _ = self.client.half_close();
    }

    /// Sends bytes, in one write or each in its own.
    ///
    /// A broken connection is no failure yet: the server may have said why, and the session may
    /// expect that.
    pub(super) fn send(&mut self, bytes: &[u8], slowly: bool) -> Result<(), Trouble> {
        self.remember(bytes);
        self.is_unanswered = true;
        let sent = if slowly {
            self.client.send_slowly(bytes)
        } else {
            self.client.send(bytes)
        };
        match sent {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Err(Trouble::other(
                    "the server reads what is sent",
                    "it took nothing more until the deadline".to_owned(),
                ))
            }
            _ => Ok(()),
        }
    }

    fn remember(&mut self, bytes: &[u8]) {
        let first_line = &mut self.history.first_line;
        if !first_line.ends_with(b"\n") {
            let rest = bytes.split_inclusive(|&byte| byte == b'\n').next();
            first_line.extend(rest.unwrap_or_default());
        }
    }

    /// Takes the next line, which must be this one; undemanded notices before it are skipped.
    pub(super) fn expect(
        &mut self,
        expected: &Expected,
        bindings: &mut Bindings,
    ) -> Result<(), Trouble> {
        self.history.notice = None;
        loop {
            let line = self
                .client
                .receive_line()
                .map_err(|why| self.nothing(wanted(expected, bindings), why))?;
            let Err(mismatch) = compare(expected, &line, bindings) else {
                self.history.after_message = line.0.starts_with(b"@");
                return Ok(());
            };
            if !self.may_skip(&line) {
                let wanted = Wanted::Line(mismatch.expected.into_bytes());
                return Err(Trouble::line(wanted, line.0, mismatch.at));
            }
            self.history.notice = Some(String::from_utf8_lossy(&line.0).into_owned());
        }
    }

    /// Takes exactly these bytes.
    pub(super) fn receive(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let wanted = Wanted::Bytes(bytes.to_owned());
        match self.client.receive_bytes(bytes.len()) {
            Ok(received) if received == bytes => Ok(()),
            Ok(bytes) => Err(Trouble {
                wanted,
                got: Got::Bytes(bytes),
                cause: None,
            }),
            Err(why) => Err(self.nothing(wanted, why)),
        }
    }

    /// Waits until the server ends the connection; only notices may come before that.
    pub(super) fn expect_closed(&mut self) -> Result<(), Trouble> {
        let wanted = || Wanted::Other("the server ends the connection".to_owned());
        loop {
            match self.client.receive_line() {
                Ok(line) if line.0.starts_with(b"!") => {}
                Ok(line) => return Err(Trouble::line(wanted(), line.0, 0)),
                Err(ReceiveError::Closed | ReceiveError::Reset)
                    if self.client.unread().is_empty() =>
                {
                    return Ok(());
                }
                Err(why) => return Err(self.nothing(wanted(), why)),
            }
        }
    }

    /// What comes after the last step, up to the server's end or for `limit`: nothing but notices
    /// may.
    pub(super) fn expect_no_more(&mut self, label: &str, limit: Duration) -> Result<(), Trouble> {
        while let Some(line) = self.following(limit) {
            if !line.0.starts_with(b"!") {
                let wanted = Wanted::Other(format!("nothing more comes to {label}"));
                return Err(Trouble::line(wanted, line.0, 0));
            }
        }
        Ok(())
    }

    /// The next line if it is there soon: evidence, not part of the session.
    pub(super) fn following(&mut self, limit: Duration) -> Option<Line> {
        self.client.receive_line_within(limit).ok()
    }

    /// A notice before the messages of a batch answers nothing that a session asks about, unless it
    /// demands it.
    fn may_skip(&self, line: &Line) -> bool {
        let is_push = self
            .history
            .first_line
            .trim_ascii_end()
            .ends_with(b" /push");
        line.0.starts_with(b"!") && !self.history.after_message && !is_push
    }

    fn nothing(&self, wanted: Wanted, why: ReceiveError) -> Trouble {
        Trouble {
            wanted,
            got: Got::Nothing {
                unread: self.client.unread().to_owned(),
                why,
            },
            cause: None,
        }
    }
}

fn compare(expected: &Expected, line: &Line, bindings: &mut Bindings) -> Result<(), Mismatch> {
    match expected {
        Expected::Line(pattern) => pattern::compare(pattern, &line.0, bindings),
        Expected::Notice { code } => {
            let head = format!("! {code}");
            let words = line.0.get(head.len()..).unwrap_or_default();
            let end = if words.starts_with(b" ") {
                head.len()
            } else {
                line.0.len()
            };
            pattern::compare(&head, &line.0[..end], &mut Bindings::new())
        }
    }
}

fn wanted(expected: &Expected, bindings: &Bindings) -> Wanted {
    Wanted::Line(match expected {
        Expected::Line(pattern) => pattern::fill(pattern, bindings).into_bytes(),
        Expected::Notice { code } => format!("! {code}").into_bytes(),
    })
}
