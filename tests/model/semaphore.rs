//! The semaphore: never too many threads inside, and never a free permit that no waiting thread is woken
//! for.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use shuttle::thread;

use crate::search::{Search, point};
use crate::sync::Closed;
use crate::sync::semaphore::Semaphore;

/// Each of the threads enters once; returns the values of `most_inside` over all schedules.
fn crowd(search: Search, permits: usize, threads: usize) -> BTreeSet<usize> {
    let most = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&most);
    search.run(move || {
        let semaphore = Semaphore::new(permits);
        let (inside, deepest) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let permit = semaphore.acquire().unwrap();
                    let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                    deepest.fetch_max(now, Ordering::SeqCst);
                    point();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    permit.release();
                });
            }
        });
        let most = semaphore.most_inside();
        assert!((deepest.into_inner()..=permits).contains(&most));
        assert_eq!(semaphore.inside(), 0);
        seen.lock().unwrap().insert(most);
    });
    most.lock().unwrap().clone()
}

#[test]
fn no_more_are_inside_than_there_are_permits_and_each_gets_in() {
    assert_eq!(crowd(Search::all().spurious(2), 1, 2), [1].into());
    assert_eq!(crowd(Search::all(), 2, 2), [1, 2].into());
    assert_eq!(crowd(Search::all(), 1, 3), [1].into());
}

#[test]
fn three_share_two_permits_in_the_schedules_drawn() {
    let most = crowd(Search::sample(650).spurious(2), 2, 3);
    assert_eq!(most, [1, 2].into());
}

#[test]
fn closing_ends_every_wait() {
    Search::all().spurious(1).run(|| {
        let semaphore = Semaphore::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(semaphore.acquire().unwrap_err(), Closed));
            }
            scope.spawn(|| semaphore.close());
        });
        assert!(semaphore.try_acquire().is_err());
    });
}

#[test]
fn a_permit_given_back_after_closing_is_not_handed_on() {
    Search::all().run(|| {
        let semaphore = Semaphore::new(1);
        thread::scope(|scope| {
            scope.spawn(|| drop(semaphore.acquire()));
            scope.spawn(|| {
                semaphore.close();
                assert!(semaphore.acquire().is_err());
            });
        });
        assert_eq!(semaphore.inside(), 0);
    });
}

#[test]
fn a_permit_follows_the_release_of_one_that_nobody_else_follows() {
    Search::all().spurious(1).run(|| {
        let semaphore = Semaphore::new(1);
        let log = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..2 {
                        let permit = semaphore.acquire().unwrap();
                        let mut log = log.lock().unwrap();
                        log.push((permit.number(), permit.follows()));
                    }
                });
            }
        });
        // With one permit, each follows the one before.
        let expected = [(0, None), (1, Some(0)), (2, Some(1)), (3, Some(2))];
        assert_eq!(log.into_inner().unwrap(), expected);
    });
}
