//! The barrier: no round starts before all have ended the last, and no thread is left behind.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use shuttle::thread;

use crate::search::{Search, point};
use crate::sync::Closed;
use crate::sync::barrier::{Arrival, Barrier};

fn meet(barrier: &Barrier) -> Result<(), Closed> {
    match barrier.arrive()? {
        Arrival::Early(turn) => turn.wait().map(drop),
        Arrival::Last(opening) => {
            opening.open();
            Ok(())
        }
        Arrival::Open => Ok(()),
    }
}

/// These threads work through these rounds; returns whether any of them was ever early, over all
/// schedules.
fn early(search: Search, new: fn(usize) -> Barrier, threads: usize, rounds: usize) -> bool {
    let ever = Arc::new(Mutex::new(false));
    let seen = Arc::clone(&ever);
    search.run(move || {
        let barrier = new(threads);
        let ended = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for round in 0..rounds {
                        if ended.load(Ordering::SeqCst) < threads * round {
                            *seen.lock().unwrap() = true;
                        }
                        point();
                        ended.fetch_add(1, Ordering::SeqCst);
                        meet(&barrier).unwrap();
                    }
                });
            }
        });
    });
    *ever.lock().unwrap()
}

#[test]
fn no_thread_starts_a_round_before_all_have_ended_the_last() {
    assert!(!early(Search::all().spurious(1), Barrier::new, 2, 2));
    assert!(!early(Search::sample(500).spurious(2), Barrier::new, 2, 3));
    assert!(!early(Search::sample(500).spurious(1), Barrier::new, 3, 2));
}

#[test]
fn one_that_works_once_is_right_for_one_meeting_and_wrong_for_two() {
    assert!(!early(Search::all(), Barrier::one_shot, 2, 2));
    assert!(early(Search::sample(500), Barrier::one_shot, 2, 3));
}

#[test]
fn one_thread_too_many_waits_for_a_round_of_its_own() {
    Search::all().run(|| {
        let barrier = Barrier::new(1);
        let rounds = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let Ok(Arrival::Last(opening)) = barrier.arrive() else {
                        panic!("one alone is the last");
                    };
                    rounds.lock().unwrap().push(opening.round());
                });
            }
        });
        assert_eq!(rounds.into_inner().unwrap(), [0, 1]);
    });
}

#[test]
fn closed_in_the_middle_both_have_met_or_neither() {
    Search::all().spurious(1).run(|| {
        let barrier = Barrier::new(2);
        let met = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let answer = meet(&barrier);
                    met.lock().unwrap().push(answer.is_ok());
                });
            }
            scope.spawn(|| barrier.close());
        });
        let met = met.into_inner().unwrap();
        assert_eq!(met[0], met[1]);
    });
}
