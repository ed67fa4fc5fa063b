//! Several runs of one test at a time: most of what they take is waiting.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::scope;

/// Does this with each of them, as many at a time as `width` says, and returns the results in their order.
pub(crate) fn at_once<T, R>(width: usize, all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R>
where
    T: Sync,
    R: Send,
{
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let nth = next.fetch_add(1, Relaxed)
            && let Some(one) = all.get(nth)
        {
            done.push((nth, work(one)));
        }
        done
    };
    let mut results = Vec::new();
    scope(|scope| {
        let workers: Vec<_> = (0..width).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            // A panic is the test's own: with its message, which the worker has printed.
            results.extend(worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    results.sort_by_key(|(nth, _)| *nth);
    results.into_iter().map(|(_, result)| result).collect()
}
