//! The counters: numbers calculated by hand, and what no schedule can lose.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use shuttle::thread;

use crate::search::Search;
use crate::sync::counter::Counter;
use crate::sync::rendezvous::Rendezvous;

/// How many schedules end with each count.
pub(crate) fn outcomes(
    new: fn() -> Counter,
    workers: usize,
    increments: u64,
) -> (u64, Vec<(u64, u64)>) {
    let counts = Arc::new(Mutex::new(BTreeMap::new()));
    let seen = Arc::clone(&counts);
    let schedules = Search::all().run(move || {
        let counter = new();
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| counter.add(increments));
            }
        });
        *seen.lock().unwrap().entry(counter.total()).or_default() += 1;
    });
    let counts = counts.lock().unwrap().clone();
    (schedules, counts.into_iter().collect())
}

#[test]
fn the_unlocked_counter_has_the_schedules_and_outcomes_that_paper_has() {
    assert_eq!(outcomes(Counter::unlocked, 2, 1), (6, vec![(1, 4), (2, 2)]));
    assert_eq!(
        outcomes(Counter::unlocked, 2, 2),
        (70, vec![(2, 32), (3, 32), (4, 6)])
    );
    assert_eq!(
        outcomes(Counter::unlocked, 2, 3),
        (924, vec![(2, 8), (3, 300), (4, 416), (5, 180), (6, 20)])
    );
    assert_eq!(
        outcomes(Counter::unlocked, 3, 1),
        (90, vec![(1, 48), (2, 36), (3, 6)])
    );
}

/// A register would not be a step of the schedule, and would make memory access look like the price of a
/// lock.
#[test]
fn a_thread_of_its_own_counts_in_memory_too() {
    // Four steps per thread: read, write, read the sum, add it. Interleavings: 8! / (4! 4!).
    assert_eq!(outcomes(Counter::local, 2, 1), (70, vec![(2, 70)]));
}

#[test]
fn no_schedule_loses_an_update_of_a_protected_counter() {
    for new in [
        Counter::mutex,
        Counter::atomic,
        Counter::rwlock,
        Counter::local,
    ] {
        for (workers, increments) in [(2, 2), (3, 1)] {
            let (_, counts) = outcomes(new, workers, increments);
            let [(total, _)] = counts[..] else {
                panic!("{:?} ends with {counts:?}", new());
            };
            assert_eq!(total, workers as u64 * increments);
        }
    }
}

/// The whole demo: meet in the first update, line up, do the rest.
fn meet_and_add(search: Search, workers: usize, increments: u64) {
    search.run(move || {
        let counter = Counter::unlocked();
        let (_rendezvous, seats) = Rendezvous::new(workers);
        thread::scope(|scope| {
            for mut seat in seats {
                let counter = &counter;
                scope.spawn(move || {
                    let done = counter.first_update(&mut seat).unwrap().updates();
                    seat.line_up().unwrap();
                    counter.add(increments - done);
                });
            }
        });
        assert!(counter.total() < workers as u64 * increments);
    });
}

#[test]
fn two_that_meet_lose_an_update_in_every_schedule() {
    meet_and_add(Search::all().spurious(1), 2, 1);
    meet_and_add(Search::all(), 2, 2);
}

#[test]
fn two_that_meet_lose_an_update_in_schedules_drawn_for_three_and_four() {
    meet_and_add(Search::sample(500).spurious(2), 3, 1);
    meet_and_add(Search::sample(500).spurious(2), 4, 2);
}

#[test]
fn exactly_one_update_is_lost_before_the_start_in_the_schedules_drawn() {
    Search::sample(500).spurious(2).run(|| {
        let counter = Counter::unlocked();
        let (_rendezvous, seats) = Rendezvous::new(3);
        thread::scope(|scope| {
            for mut seat in seats {
                let counter = &counter;
                scope.spawn(move || {
                    counter.first_update(&mut seat).unwrap();
                    seat.line_up().unwrap();
                    assert_eq!(counter.total(), 1);
                });
            }
        });
    });
}
