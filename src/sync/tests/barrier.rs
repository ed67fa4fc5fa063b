//! The barrier on real threads.

use crate::Closed;
use crate::barrier::{Arrival, Barrier};
use deadline::Deadline;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Meets the others; returns whether this thread had to wait.
fn meet(barrier: &Barrier) -> Result<bool, Closed> {
    match barrier.arrive()? {
        Arrival::Early(turn) => turn.wait().map(|_| true),
        Arrival::Last(opening) => {
            opening.open();
            Ok(false)
        }
        Arrival::Open => Ok(false),
    }
}

#[test]
fn no_thread_starts_a_round_before_all_have_ended_the_last() {
    let _deadline = Deadline::new();
    let barrier = Barrier::new(4);
    let ended = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..100 {
                    assert!(ended.load(Ordering::SeqCst) >= 4 * round);
                    ended.fetch_add(1, Ordering::SeqCst);
                    meet(&barrier).unwrap();
                }
            });
        }
    });
}

#[test]
fn one_of_a_round_is_the_last_and_knows_its_number() {
    let barrier = Barrier::new(1);
    for round in 0..3 {
        let Ok(Arrival::Last(opening)) = barrier.arrive() else {
            panic!("one alone is the last");
        };
        assert_eq!(opening.round(), round);
    }
}

#[test]
fn one_that_works_once_holds_no_thread_the_second_time() {
    let _deadline = Deadline::new();
    let barrier = Barrier::one_shot(2);
    thread::scope(|scope| {
        let first = scope.spawn(|| meet(&barrier));
        let second = scope.spawn(|| meet(&barrier));
        let waited = [first.join().unwrap(), second.join().unwrap()];
        assert!(waited.contains(&Ok(true)) && waited.contains(&Ok(false)));
    });
    assert!(matches!(barrier.arrive(), Ok(Arrival::Open)));
}

#[test]
fn a_last_thread_that_panics_opens_the_barrier_all_the_same() {
    let _deadline = Deadline::new();
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let Ok(Arrival::Early(turn)) = barrier.arrive() else {
            panic!("the other is still to come");
        };
        let waits = scope.spawn(|| turn.wait());
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _opening = barrier.arrive();
            panic!("planned");
        }));
        assert!(panicked.is_err());
        assert_eq!(waits.join().unwrap(), Ok(0));
    });
}

#[test]
fn closing_ends_waits_that_have_begun_and_those_to_come() {
    let _deadline = Deadline::new();
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        let waits = [0; 2].map(|_| scope.spawn(|| meet(&barrier)));
        barrier.close();
        for wait in waits {
            assert_eq!(wait.join().unwrap(), Err(Closed));
        }
    });
    assert!(barrier.arrive().is_err());
}
