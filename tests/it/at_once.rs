//! Runs several cases of one test at a time: most of their time is waiting.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::scope;

/// Does `work` with each of them, at most `width` at a time, and returns the results in order.
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
            // A panic fails this test; the worker has printed its message.
            results.extend(worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    results.sort_by_key(|(nth, _)| *nth);
    results.into_iter().map(|(_, result)| result).collect()
}
