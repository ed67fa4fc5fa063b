//! The locks that know their holders: one holder each, and every cycle is reported to all threads in it
//! and to no others.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use shuttle::thread;

use crate::search::{Search, point};
use crate::sync::locks::{Link, Locks, Refused};

/// Each takes its own lock and then the next one's. Returns how many were told of a deadlock, over all
/// schedules.
fn ring(search: Search, threads: usize) -> BTreeSet<usize> {
    let told = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&told);
    search.run(move || {
        let locks = Locks::new((0..threads).map(|n| n.to_string()));
        let held: Vec<_> = (0..threads).map(|_| AtomicBool::new(false)).collect();
        let cycles = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for thread in 0..threads {
                let (locks, held, cycles) = (&locks, &held, &cycles);
                scope.spawn(move || {
                    let both = || -> Result<(), Refused> {
                        let first = locks.lock(thread, thread)?;
                        let second = locks.lock(thread, (thread + 1) % threads)?;
                        for guard in [&first, &second] {
                            assert!(!held[guard.which()].swap(true, Ordering::SeqCst));
                        }
                        point();
                        for guard in [&first, &second] {
                            held[guard.which()].store(false, Ordering::SeqCst);
                        }
                        Ok(())
                    };
                    match both() {
                        Ok(()) => {}
                        Err(Refused::Deadlock(cycle)) => cycles.lock().unwrap().push(cycle),
                        Err(Refused::Closed) => unreachable!(),
                    }
                });
            }
        });
        let cycles = cycles.into_inner().unwrap();
        for cycle in &cycles {
            assert_eq!(*cycle, cycles[0]);
            assert!((0..threads).all(|n| {
                let link = cycle[n];
                link.holds == link.thread && link.wants == cycle[(n + 1) % threads].holds
            }));
        }
        assert!((0..threads).all(|which| locks.holder(which).is_none()));
        seen.lock().unwrap().insert(cycles.len());
    });
    told.lock().unwrap().clone()
}

#[test]
fn a_circle_of_two_is_told_to_both_or_does_not_close() {
    assert_eq!(ring(Search::all().spurious(1), 2), [0, 2].into());
}

#[test]
fn a_circle_of_three_is_told_to_all_in_the_schedules_drawn() {
    assert_eq!(ring(Search::sample(650).spurious(2), 3), [0, 3].into());
}

#[test]
fn one_that_waits_beside_a_circle_is_not_told() {
    Search::sample(650).spurious(1).run(|| {
        let locks = Locks::new(["a", "b"]);
        thread::scope(|scope| {
            for thread in 0..2 {
                let locks = &locks;
                scope.spawn(move || {
                    let _first = locks.lock(thread, thread)?;
                    locks.lock(thread, 1 - thread).map(drop)
                });
            }
            scope.spawn(|| drop(locks.lock(2, 0).unwrap()));
        });
    });
}

#[test]
fn a_circle_closed_in_the_open_is_told_with_its_links() {
    Search::all().spurious(2).run(|| {
        let locks = Locks::new(["a", "b"]);
        let told = thread::scope(|scope| {
            let a = locks.lock(7, 0).unwrap();
            let b = locks.lock(8, 1).unwrap();
            let wait = |thread, which| move |locks: &Locks| locks.lock(thread, which).map(drop);
            let told = [wait(7, 1), wait(8, 0)].map(|wait| {
                let locks = &locks;
                scope.spawn(move || wait(locks).unwrap_err())
            });
            let told = told.map(|thread| thread.join().unwrap());
            drop((a, b));
            told
        });
        let (first, second) = (link(7, 0, 1), link(8, 1, 0));
        assert_eq!(told[0], told[1]);
        assert!(
            told[0] == Refused::Deadlock([first, second].into())
                || told[0] == Refused::Deadlock([second, first].into())
        );
    });
}

fn link(thread: usize, holds: usize, wants: usize) -> Link {
    Link {
        thread,
        holds,
        wants,
    }
}

#[test]
fn each_that_waits_for_a_lock_gets_it() {
    Search::all().spurious(1).run(|| {
        let locks = Locks::new(["a"]);
        let log = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for thread in 0..2 {
                let (locks, log) = (&locks, &log);
                scope.spawn(move || {
                    for _ in 0..2 {
                        let guard = locks.lock(thread, 0).unwrap();
                        assert_eq!(locks.holder(0), Some(thread));
                        let mut log = log.lock().unwrap();
                        log.push((guard.number(), guard.follows()));
                    }
                });
            }
        });
        let expected = [(0, None), (1, Some(0)), (2, Some(1)), (3, Some(2))];
        assert_eq!(log.into_inner().unwrap(), expected);
    });
}

#[test]
fn closing_ends_every_wait() {
    Search::all().spurious(1).run(|| {
        let locks = Locks::new(["a", "b"]);
        let held = [locks.lock(0, 0).unwrap(), locks.lock(0, 1).unwrap()];
        thread::scope(|scope| {
            for thread in 1..3 {
                let locks = &locks;
                scope.spawn(move || {
                    assert_eq!(locks.lock(thread, 0).unwrap_err(), Refused::Closed);
                });
            }
            scope.spawn(|| locks.close());
        });
        drop(held);
        assert!(locks.try_lock(1, 0).is_err());
    });
}
