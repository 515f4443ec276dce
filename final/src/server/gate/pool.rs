//! The memory of password checks: so many pieces, so many checks at once.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::password::Block;

/// Memory that checks borrow. It is kept, since allocators do not give large pieces back to the
/// system soon, least of all when many threads ask for them.
pub(super) struct Pool {
    state: Mutex<State>,
    /// A piece has come back, or the pool is closed.
    returned: Condvar,
    closing: Condvar,
    /// How large a piece has to be.
    blocks: usize,
}

struct State {
    /// Empty until they are first used; the last one that came back is the first to go out again.
    idle: Vec<Vec<Block>>,
    closed: bool,
}

/// The server stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Closed;

impl Pool {
    /// A pool of so many pieces of so many blocks.
    pub(super) fn new(pieces: usize, blocks: usize) -> Self {
        Self {
            state: Mutex::new(State {
                idle: vec![Vec::new(); pieces],
                closed: false,
            }),
            returned: Condvar::new(),
            closing: Condvar::new(),
            blocks,
        }
    }

    /// Borrows a piece; waits for one.
    ///
    /// # Errors
    /// [`Closed`], also while it waits.
    pub(super) fn take(&self) -> Result<Lent<'_>, Closed> {
        let none = |state: &mut State| state.idle.is_empty() && !state.closed;
        let waited = self.returned.wait_while(self.lock(), none);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err(Closed);
        }
        let mut memory = state.idle.pop().unwrap_or_default();
        drop(state);
        memory.resize(self.blocks, Block::new());
        Ok(Lent { pool: self, memory })
    }

    /// Waits for a moment, without a piece.
    ///
    /// # Errors
    /// [`Closed`], also while it waits.
    pub(super) fn wait_until(&self, moment: Instant) -> Result<(), Closed> {
        let left = moment.saturating_duration_since(Instant::now());
        let open = |state: &mut State| !state.closed;
        let waited = self.closing.wait_timeout_while(self.lock(), left, open);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.closed { Err(Closed) } else { Ok(()) }
    }

    /// Wakes all who wait.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.returned.notify_all();
        self.closing.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A piece that goes back to its pool when it is dropped.
pub(super) struct Lent<'a> {
    pool: &'a Pool,
    memory: Vec<Block>,
}

impl Deref for Lent<'_> {
    type Target = [Block];

    fn deref(&self) -> &[Block] {
        &self.memory
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut [Block] {
        &mut self.memory
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        self.pool.lock().idle.push(memory);
        self.pool.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn no_more_pieces_are_out_than_there_are() {
        let pool = Pool::new(2, 1);
        let (out, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let piece = pool.take().unwrap();
                    most.fetch_max(out.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    assert_eq!(piece.len(), 1);
                    thread::yield_now();
                    out.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!(most.into_inner() <= 2);
        assert_eq!(pool.lock().idle.len(), 2);
    }

    #[test]
    fn a_piece_is_used_again() {
        let pool = Pool::new(4, 8);
        for _ in 0..10 {
            drop(pool.take().unwrap());
        }
        let used = |memory: &&Vec<Block>| memory.capacity() > 0;
        assert_eq!(pool.lock().idle.iter().filter(used).count(), 1);
    }

    #[test]
    fn closing_wakes_who_waits() {
        let pool = Pool::new(1, 1);
        let _out = pool.take().unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.take().map(drop));
            let slowed =
                scope.spawn(|| pool.wait_until(Instant::now() + Duration::from_secs(3600)));
            pool.close();
            assert_eq!(waiting.join().unwrap(), Err(Closed));
            assert_eq!(slowed.join().unwrap(), Err(Closed));
        });
    }
}
