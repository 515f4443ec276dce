//! The steps, one by one.

use std::collections::btree_map::Entry;
use std::time::Duration;

use super::connection::Connection;
use super::stage::{Stage, look_at_log, look_for_log};
use super::texts::{Batch, Known};
use super::{Done, Framing, Pace, Player, Reading};
use crate::failure::{Cause, Got, Trouble};
use crate::log::Files;
use crate::pattern;
use crate::session_file::{Action, ClientAct, Expected, LogAct, Quoted};

/// How long the server may take to end the connections that a session has left open.
const END: Duration = Duration::from_secs(1);

impl Player {
    pub(super) fn step(&mut self, index: usize) -> Result<Done, Trouble> {
        let action = self.session.steps[index].action.clone();
        match (action, &mut self.stage) {
            (
                Action::Client {
                    label,
                    act: ClientAct::Expect(_),
                },
                _,
            ) if self.how.reading == Reading::Texts => return self.batch(index, &label),
            (Action::Log(act), Stage::Own(_, _)) => self.look_at_log(&act)?,
            (_, Stage::Own(_, _)) if self.not_flushed => return Ok(Done::Unchecked),
            (Action::Client { label, act }, _) => self.client(index, &label, act)?,
            (Action::Log(act), Stage::Running(_, data)) => {
                look_at_log(data, &act, self.how.limit())?;
            }
            (Action::Server(act), Stage::Own(server, _)) => Stage::act(server, act)?,
            (Action::Log(_), Stage::Foreign(_)) => return Ok(Done::Unchecked),
            (Action::Server(_), _) => return Ok(Done::UncheckedFromHere),
        }
        Ok(Done::Checked)
    }

    /// Where a foreign program has not written a row, it is asked to end as Ctrl-C does: what it
    /// then writes was only held back. Nothing else can be checked after that.
    fn look_at_log(&mut self, act: &LogAct) -> Result<(), Trouble> {
        let limit = self.how.limit();
        let text_is_enough = self.how.reading == Reading::Texts;
        let Stage::Own(server, search) = &mut self.stage else {
            return Ok(());
        };
        let Some(users) = server.foreign().map(|it| it.user_base().to_owned()) else {
            return look_at_log(server.data(), act, limit);
        };
        let data = server.data().to_owned();
        let files = Files {
            data: &data,
            users: &users,
            text_is_enough,
        };
        let later = self
            .session
            .steps
            .iter()
            .filter_map(|step| match &step.action {
                Action::Log(LogAct::Row(row)) => Some(row),
                _ => None,
            });
        let is_asked_later =
            matches!(act, LogAct::NoRow(row) if later.into_iter().any(|it| it == row));
        let found = look_for_log(files, search, act, is_asked_later, limit);
        let (Err(_), LogAct::Row(row), None) = (&found, act, &self.before_interrupt) else {
            return found;
        };
        let was_mentioned = files.mention(row);
        self.before_interrupt = Some((server.exited(Duration::ZERO), server.errors()));
        // Where it does not end, it is killed, and has written what it has.
        let _ = server.interrupt();
        let found = look_for_log(files, search, act, false, Duration::ZERO);
        self.not_flushed = found.is_ok();
        let is_late = !was_mentioned && files.mention(row);
        found.map_err(|trouble| {
            let cause = trouble.cause.clone();
            trouble.because(cause.or(is_late.then_some(Cause::NotFlushed)))
        })
    }

    fn client(&mut self, index: usize, label: &str, act: ClientAct) -> Result<(), Trouble> {
        match act {
            ClientAct::Send(_) | ClientAct::Raw(_) if index < self.written => Ok(()),
            ClientAct::Send(_) | ClientAct::Raw(_) => self.send(index, label),
            ClientAct::Slowly(line) => {
                let line = pattern::fill(&line, &self.bindings) + self.how.framing.end();
                self.connection(label)?.send(line.as_bytes(), true)
            }
            ClientAct::Expect(expected) => self.expect(label, &expected),
            ClientAct::Receive(pieces) => self.connection(label)?.receive(&Quoted::join(&pieces)),
            ClientAct::Connect => self.connection(label).map(drop),
            ClientAct::HalfClose => self
                .connection(label)
                .map(|connection| connection.half_close()),
            ClientAct::Close => {
                self.settle();
                self.leave(label).map(Connection::close)
            }
            ClientAct::Reset => {
                self.settle();
                self.leave(label)?.reset()
            }
            ClientAct::Closed => {
                self.expect_closed(index, label)?;
                let connection = self.leave(label)?;
                if self.stage.is_foreign_program() {
                    // The server has said its last word. A FIN in answer would leave the port of a
                    // program that always takes the same one in use for a minute.
                    return connection.reset();
                }
                connection.close();
                Ok(())
            }
        }
    }

    fn expect_closed(&mut self, index: usize, label: &str) -> Result<(), Trouble> {
        if self.how.reading == Reading::Lines {
            return self.connection(label)?.expect_closed();
        }
        let known = Known::to(&self.session, label, index, &self.known);
        self.connection(label)?.expect_closed_without(&known)
    }

    /// The connection of this label, opened where there is none.
    fn connection(&mut self, label: &str) -> Result<&mut Connection, Trouble> {
        match self.connections.entry(label.to_owned()) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(none) => {
                let open = Connection::open(self.stage.address(), self.how.limit())?;
                Ok(none.insert(open))
            }
        }
    }

    /// Takes the connection away: the label's next step will open a new one.
    fn leave(&mut self, label: &str) -> Result<Connection, Trouble> {
        match self.connections.remove(label) {
            Some(connection) => Ok(connection),
            None => Connection::open(self.stage.address(), self.how.limit()),
        }
    }

    fn expect(&mut self, label: &str, expected: &Expected) -> Result<(), Trouble> {
        let mut bindings = std::mem::take(&mut self.bindings);
        let result = self
            .connection(label)
            .and_then(|connection| connection.expect(expected, &mut bindings));
        self.bindings = bindings;
        result
    }

    /// Sends this step's bytes, and at the coalesced pace those of the steps that may go with it.
    fn send(&mut self, index: usize, label: &str) -> Result<(), Trouble> {
        let (bytes, end) = match self.how.pace {
            Pace::Coalesced => self.gather(index, label),
            _ => (self.bytes(&self.session.steps[index].action), index + 1),
        };
        self.written = end;
        self.settle();
        let slowly = self.how.pace == Pace::ByteByByte;
        self.connection(label)?.send(&bytes, slowly)
    }

    /// The bytes from this step up to the next one of another subject, and the step behind the last
    /// one sent.
    fn gather(&self, index: usize, label: &str) -> (Vec<u8>, usize) {
        let (mut bytes, mut end) = (Vec::new(), index);
        for (number, step) in self.session.steps.iter().enumerate().skip(index) {
            match &step.action {
                Action::Client { label: other, .. } if other != label => break,
                Action::Client {
                    act: ClientAct::Send(line),
                    ..
                } if !pattern::is_bound(line, &self.bindings) => break,
                Action::Client {
                    act: ClientAct::Send(_) | ClientAct::Raw(_),
                    ..
                } => {
                    bytes.extend(self.bytes(&step.action));
                    end = number + 1;
                }
                Action::Client {
                    act: ClientAct::Expect(_) | ClientAct::Receive(_),
                    ..
                } => {}
                _ => break,
            }
        }
        (bytes, end)
    }

    fn bytes(&self, action: &Action) -> Vec<u8> {
        match action {
            Action::Client {
                act: ClientAct::Send(line),
                ..
            } => (pattern::fill(line, &self.bindings) + self.how.framing.end()).into_bytes(),
            Action::Client {
                act: ClientAct::Raw(pieces),
                ..
            } => self.raw(pieces),
            _ => Vec::new(),
        }
    }

    /// Bytes as they are, but for the line end behind them where there is none.
    fn raw(&self, pieces: &[Quoted]) -> Vec<u8> {
        let mut bytes = Quoted::join(pieces);
        if self.how.framing == Framing::None {
            bytes.pop_if(|last| *last == b'\n');
        }
        bytes
    }

    /// Takes all that this client expects up to its next send, as texts.
    fn batch(&mut self, index: usize, label: &str) -> Result<Done, Trouble> {
        let batch = Batch::from(&self.session, index, &self.known);
        let Some(last) = batch.last_step() else {
            return Ok(Done::Checked);
        };
        match self.connection(label)?.receive_batch(&batch) {
            Ok(wire) => {
                self.wire = Some(self.wire.map_or(wire, |before| before.and(wire)));
                Ok(Done::CheckedTo(last))
            }
            Err(wrong) => {
                let (step, trouble) = *wrong;
                self.failed_at = Some(step);
                Err(self.with_framing(trouble))
            }
        }
    }

    /// Adds that a line end may be missing, where nothing came.
    fn with_framing(&self, trouble: Trouble) -> Trouble {
        let is_nothing =
            matches!(&trouble.got, Got::Batch { bytes, why: Some(_), .. } if bytes.is_empty());
        if is_nothing && self.how.framing == Framing::None {
            return trouble.because(Some(Cause::WaitsForLineEnd));
        }
        trouble
    }

    /// Without line ends, one message is to be read before the next is sent to anybody.
    fn settle(&mut self) {
        if self.how.framing == Framing::None {
            self.connections.values_mut().for_each(Connection::settle);
        }
    }

    /// Half-closes what is still open, and reads it to its end: no step expects these lines.
    pub(super) fn finish(&mut self) -> Result<(), Trouble> {
        if self.how.reading == Reading::Texts {
            // A server that does not look at what a read returns would answer the end for ever.
            let (session, all) = (&self.session, &self.known);
            let mut connections = self.connections.iter_mut();
            return connections.try_for_each(|(label, connection)| {
                let known = Known::to(session, label, session.steps.len(), all);
                connection.expect_no_text(label, &known)
            });
        }
        self.connections.values().for_each(Connection::half_close);
        let limit = END.min(self.how.limit());
        let mut connections = self.connections.iter_mut();
        connections.try_for_each(|(label, connection)| {
            let ended = connection.expect_no_more(label, limit);
            ended.inspect_err(|trouble| self.story.trouble(label, trouble))
        })
    }
}
