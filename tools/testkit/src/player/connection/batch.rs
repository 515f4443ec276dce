//! What comes from a server whose layout is its own.

use std::time::{Duration, Instant};

use super::Connection;
use crate::client::ReceiveError;
use crate::failure::{Cause, Got, Trouble, Wanted};
use crate::player::framing::Wire;
use crate::player::texts::{self, Batch, Known};

/// Bytes that nothing has followed for so long are all that comes, where no line end says so.
const QUIET: Duration = Duration::from_millis(300);

/// Long enough for what has come already.
const MOMENT: Duration = Duration::from_millis(10);

impl Connection {
    /// Waits until what was sent has been read as a message of its own, as far as one can know: for
    /// quiet, unless a batch has answered it.
    pub(in crate::player) fn settle(&mut self) {
        let end = Instant::now() + self.limit;
        while self.is_unanswered && Instant::now() < end {
            self.is_unanswered = self.client.receive_more(QUIET).is_ok();
        }
        self.is_unanswered = false;
    }

    /// Takes a batch of any layout. It is over where its `f` has come, and then nothing more.
    pub(in crate::player) fn receive_batch(
        &mut self,
        batch: &Batch,
    ) -> Result<Wire, Box<(usize, Trouble)>> {
        let why = self.wait_for_batch(batch);
        let bytes = self.client.take_unread();
        self.is_unanswered = false;
        batch.judge(&bytes).map_err(|fault| {
            let got = Got::Batch {
                at: fault.at,
                why: why.filter(|_| fault.at.is_none()),
                bytes,
            };
            let trouble = Trouble {
                wanted: Wanted::Other(batch.words()),
                got,
                cause: fault.cause,
            };
            Box::new((fault.step, trouble))
        })
    }

    /// Why nothing more is to be waited for; none where the batch may be over.
    fn wait_for_batch(&mut self, batch: &Batch) -> Option<ReceiveError> {
        let end = Instant::now() + self.limit;
        loop {
            let unread = self.client.unread();
            if batch.is_over(unread) || batch.wrong(unread).is_some() {
                return None;
            }
            let may_be_over = batch.may_be_over(unread);
            let left = end.saturating_duration_since(Instant::now());
            let limit = if may_be_over { QUIET } else { left };
            match self.client.receive_more(limit) {
                // Who never stops is judged by what there is.
                Ok(()) if left.is_zero() => return None,
                Ok(()) => {}
                Err(ReceiveError::Silent(_)) if may_be_over => return None,
                Err(ReceiveError::Silent(_)) => return Some(ReceiveError::Silent(self.limit)),
                Err(why) => return Some(why),
            }
        }
    }

    /// Waits until the server ends the connection; no text of the session may come before that.
    pub(in crate::player) fn expect_closed_without(
        &mut self,
        known: &Known,
    ) -> Result<(), Trouble> {
        let why = match self.client.expect_end() {
            Ok(bytes) => return self.no_text(bytes, known, "the server ends the connection"),
            Err(ReceiveError::Reset) => {
                let bytes = self.client.take_unread();
                return self.no_text(bytes, known, "the server ends the connection");
            }
            Err(why) => why,
        };
        Err(Trouble {
            wanted: Wanted::Other("the server ends the connection".to_owned()),
            got: Got::Batch {
                bytes: self.client.take_unread(),
                at: None,
                why: Some(why),
            },
            cause: None,
        })
    }

    /// What has come after the last step, without waiting for more: no text of the session may.
    pub(in crate::player) fn expect_no_text(
        &mut self,
        label: &str,
        known: &Known,
    ) -> Result<(), Trouble> {
        // Fails where nothing has come, which is right.
        let _ = self.client.receive_more(MOMENT);
        let bytes = self.client.take_unread();
        self.no_text(bytes, known, &format!("nothing more comes to {label}"))
    }

    fn no_text(&self, bytes: Vec<u8>, known: &Known, wanted: &str) -> Result<(), Trouble> {
        let Some(at) = texts::first_text(&bytes, known) else {
            return Ok(());
        };
        Err(Trouble {
            wanted: Wanted::Other(wanted.to_owned()),
            got: Got::Batch {
                bytes,
                at: Some(at),
                why: None,
            },
            cause: Some(Cause::NotForHere),
        })
    }
}
