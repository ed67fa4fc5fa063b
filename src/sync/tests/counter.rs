//! The counters on real threads.

use crate::counter::Counter;
use crate::rendezvous::Rendezvous;
use deadline::Deadline;
use std::thread;

#[test]
fn a_protected_counter_loses_nothing() {
    let _deadline = Deadline::new();
    for counter in [
        Counter::mutex(),
        Counter::atomic(),
        Counter::rwlock(),
        Counter::local(),
    ] {
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| counter.add(1_000));
            }
        });
        assert_eq!(counter.total(), 4_000, "{counter:?}");
    }
}

#[test]
fn one_thread_alone_loses_nothing_without_a_lock() {
    let counter = Counter::unlocked();
    counter.add(1_000);
    assert_eq!(counter.total(), 1_000);
}

#[test]
fn two_that_meet_lose_an_update_in_every_run() {
    let _deadline = Deadline::new();
    for workers in [2, 4] {
        for _ in 0..200 {
            let counter = Counter::unlocked();
            let (_rendezvous, seats) = Rendezvous::new(workers);
            thread::scope(|scope| {
                for mut seat in seats {
                    let counter = &counter;
                    scope.spawn(move || {
                        let done = counter.first_update(&mut seat).unwrap().updates();
                        seat.line_up().unwrap();
                        counter.add(100 - done);
                    });
                }
            });
            assert!(counter.total() < workers as u64 * 100);
        }
    }
}

#[test]
fn exactly_one_update_is_lost_before_the_start() {
    let _deadline = Deadline::new();
    let counter = Counter::unlocked();
    let (_rendezvous, seats) = Rendezvous::new(4);
    let done: u64 = thread::scope(|scope| {
        let threads: Vec<_> = seats
            .into_iter()
            .map(|seat| scope.spawn(|| counter.first_update(&mut { seat }).unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap().updates())
            .sum()
    });
    assert_eq!((done, counter.total()), (2, 1));
}
