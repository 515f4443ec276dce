//! The same work on many things, a few at a time.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Plays and tests wait more than they work, so a few more of them than there are processors.
const PER_PROCESSOR: usize = 2;

/// Results in the order of the items. `done` sees each of them in this order, too, as soon as it and
/// all before it are there.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    done: impl Fn(&R),
) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get) * PER_PROCESSOR;
    let next = AtomicUsize::new(0);
    let (sender, results) = channel();
    let run = |sender: Sender<_>| {
        while let Some((index, item)) = take(items, &next) {
            // It is received to the end.
            let _ = sender.send((index, work(item)));
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers.min(items.len()) {
            let sender = sender.clone();
            scope.spawn(|| run(sender));
        }
        drop(sender);
        in_order(results, done)
    })
}

fn in_order<R>(results: Receiver<(usize, R)>, done: impl Fn(&R)) -> Vec<R> {
    let mut ordered = Vec::new();
    let mut early = BTreeMap::new();
    for (index, result) in results {
        early.insert(index, result);
        while let Some(result) = early.remove(&ordered.len()) {
            done(&result);
            ordered.push(result);
        }
    }
    ordered
}

fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, items.get(index)?))
}
