//! Many submissions, several at a time, each graded once.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Calls `grade` for each task on so many threads, and `done`, on this one, with what came of it, in
/// whatever order they end. Where `done` fails or `stop` is set, no more are begun.
///
/// # Errors
/// The first one of `done`.
pub fn each<T: Sync, R: Send, E>(
    tasks: &[T],
    jobs: NonZeroUsize,
    stop: &AtomicBool,
    grade: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E> {
    let open: Mutex<VecDeque<usize>> = Mutex::new((0..tasks.len()).collect());
    let is_over = AtomicBool::new(false);
    let next = || {
        let is_over = is_over.load(Ordering::SeqCst) || stop.load(Ordering::SeqCst);
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if is_over { None } else { open.pop_front() }
    };
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(tasks.len()) {
            let sender = sender.clone();
            let (next, grade) = (&next, &grade);
            scope.spawn(move || {
                while let Some(number) = next() {
                    // Nobody takes it any more where `done` has failed.
                    let _ = sender.send((number, grade(&tasks[number])));
                }
            });
        }
        drop(sender);
        let mut results = results.into_iter();
        let result = results.try_for_each(|(number, result)| done(&tasks[number], result));
        is_over.store(true, Ordering::SeqCst);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::Barrier;

    const TWO: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");

    #[test]
    fn each_one_is_graded_once_and_two_at_a_time() {
        let tasks: Vec<_> = (0..10).collect();
        // Nobody passes it alone.
        let both = Barrier::new(2);
        let mut seen = BTreeSet::new();
        let grade = |task: &i32| {
            both.wait();
            task * 2
        };
        let never = AtomicBool::new(false);
        let result: Result<(), ()> = each(&tasks, TWO, &never, grade, |task, result| {
            assert_eq!(result, task * 2);
            assert!(seen.insert(*task), "{task} twice");
            Ok(())
        });
        assert_eq!((result, seen.len()), (Ok(()), 10));
    }

    #[test]
    fn none_is_begun_when_it_is_over() {
        let tasks: Vec<_> = (0..1000).collect();
        let stop = AtomicBool::new(false);
        let mut count = 0;
        let grade = |_: &i32| stop.store(true, Ordering::SeqCst);
        let result: Result<(), ()> = each(&tasks, TWO, &stop, grade, |_, ()| {
            count += 1;
            Ok(())
        });
        assert_eq!(result, Ok(()));
        assert!((1..=2).contains(&count), "{count}");
        let never = AtomicBool::new(false);
        let failed = each(&tasks, TWO, &never, |_| (), |_, ()| Err("full"));
        assert_eq!(failed, Err("full"));
    }
}
