//! What is known when a step goes wrong.

use std::time::Duration;

use super::Player;
use crate::failure::{Evidence, Failure, Got, Trouble};
use crate::pattern;
use crate::session_file::{Action, ClientAct, Expected, ServerAct};

/// How long a line that would explain a failure is waited for.
const SOON: Duration = Duration::from_millis(100);

impl Player {
    /// The message for what went wrong in a step, or before the first or after the last one.
    pub(super) fn failure(&mut self, index: Option<usize>, trouble: &Trouble) -> Box<Failure> {
        if let Some(index) = index {
            self.note('✗', index);
            self.tell_trouble(index, trouble);
        }
        let evidence = index
            .map(|index| self.evidence(index, trouble))
            .unwrap_or_default();
        let mut failure = Failure::new(trouble, &evidence);
        failure.title.clone_from(&self.session.title);
        failure.why.clone_from(&self.session.why);
        failure.file.clone_from(&self.session.file);
        failure.line = index.map(|index| self.session.steps[index].line);
        failure.how = self.how;
        failure.names = self.names.clone();
        failure.steps = std::mem::take(&mut self.transcript);
        failure.story = self.story.take();
        failure.errors = self.errors();
        failure.is_outside = trouble.got.is_outside();
        Box::new(failure)
    }

    fn evidence(&mut self, index: usize, trouble: &Trouble) -> Evidence {
        let ended = if self.is_stopped(index) || trouble.got.is_line() {
            None
        } else {
            match &self.before_interrupt {
                Some((ended, _)) => *ended,
                None => self.stage.ended(),
            }
        };
        let mut evidence = Evidence {
            ended,
            errors: self.errors(),
            ..Evidence::default()
        };
        let Action::Client { label, .. } = &self.session.steps[index].action else {
            return evidence;
        };
        evidence.next = self.next_expected(index, label);
        if let Some(connection) = self.connections.get_mut(label) {
            evidence.history = connection.history().clone();
            evidence.following = match trouble.got {
                Got::Line { .. } => connection.following(SOON).map(|line| line.0),
                _ => None,
            };
        }
        evidence
    }

    /// What the server wrote to stderr by itself: not what it says of being interrupted.
    fn errors(&self) -> String {
        match &self.before_interrupt {
            Some((_, errors)) => errors.clone(),
            None => self.stage.errors(),
        }
    }

    /// The line that the same connection is to receive after this step, if no capture in it is
    /// open.
    fn next_expected(&self, index: usize, label: &str) -> Option<Vec<u8>> {
        let next = self.session.steps[index + 1..]
            .iter()
            .find_map(|step| match &step.action {
                Action::Client {
                    label: other,
                    act: ClientAct::Expect(Expected::Line(line)),
                } if other == label => Some(line),
                _ => None,
            })?;
        pattern::is_bound(next, &self.bindings)
            .then(|| pattern::fill(next, &self.bindings).into_bytes())
    }

    /// Whether the session itself has ended the server before this step.
    fn is_stopped(&self, index: usize) -> bool {
        let last = self.session.steps[..=index]
            .iter()
            .rev()
            .find_map(|step| match step.action {
                Action::Server(act) => Some(act),
                _ => None,
            });
        matches!(last, Some(ServerAct::Stop | ServerAct::Kill))
    }
}
