//! Several things at once, but not too many.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Plays wait more than they work.
const WORKERS: usize = 8;

/// Does the same work on many things, a few at a time. The results come in any order.
pub(crate) fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(work(item));
        }
        done
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(run)).collect();
        let done = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker that has ended well"));
        done.collect()
    })
}
