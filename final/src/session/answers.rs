use std::collections::VecDeque;

use crate::message::Draft;
use crate::protocol::{Code, Login};
use crate::store::Token;

use super::Output;

/// The lines of a client that have no answer yet. Answers leave in the order of the lines, though
/// the store may decide in another.
#[derive(Debug)]
pub(super) struct Answers<A> {
    open: VecDeque<Open<A>>,
    next_token: Token,
}

#[derive(Debug)]
enum Open<A> {
    /// A message to this recipient; the store has not decided.
    Waiting(Token, Login),
    /// The answer, waiting only for those before it.
    Ready(A),
}

impl<A> Answers<A> {
    pub(super) fn new() -> Self {
        Self {
            open: VecDeque::new(),
            next_token: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// A line whose answer is known.
    pub(super) fn push(&mut self, answer: A) {
        self.open.push_back(Open::Ready(answer));
    }

    /// A line with a message: its answer is the store's verdict.
    pub(super) fn submit(&mut self, draft: Draft, out: &mut Output) {
        self.open
            .push_back(Open::Waiting(self.next_token, draft.to.clone()));
        out.submits.push((self.next_token, draft));
        self.next_token += 1;
    }

    /// The verdict has come; `answer` makes the answer of it and the recipient.
    pub(super) fn settle(
        &mut self,
        token: Token,
        verdict: Result<u64, Code>,
        answer: impl FnOnce(Result<u64, Code>, &Login) -> A,
    ) {
        let waiting = |open: &&mut Open<A>| matches!(open, Open::Waiting(it, _) if *it == token);
        if let Some(open) = self.open.iter_mut().find(waiting)
            && let Open::Waiting(_, to) = open
        {
            *open = Open::Ready(answer(verdict, to));
        }
    }

    /// The oldest line's answer, where it is known.
    pub(super) fn next(&mut self) -> Option<A> {
        match self.open.pop_front()? {
            Open::Ready(answer) => Some(answer),
            waiting @ Open::Waiting(..) => {
                self.open.push_front(waiting);
                None
            }
        }
    }
}
