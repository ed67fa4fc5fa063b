//! The event: no thread continues before it is set, and none that waited is left behind.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use shuttle::thread;

use crate::search::{Search, point};
use crate::sync::event::Event;
use crate::sync::{Closed, waiting};

#[test]
fn all_go_once_it_is_set_and_none_before() {
    Search::all().spurious(2).run(|| {
        let (event, set) = (Event::new(), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    assert_eq!(event.wait(), Ok(()));
                    assert!(set.load(Ordering::SeqCst));
                });
            }
            scope.spawn(|| {
                point();
                set.store(true, Ordering::SeqCst);
                event.set();
            });
        });
        assert!(event.is_set());
    });
}

#[test]
fn those_who_waited_go_even_if_it_is_cleared_at_once() {
    Search::all().spurious(2).run(|| {
        let event = Event::new();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(event.wait(), Ok(())));
            }
            scope.spawn(|| {
                point();
                // Cleared only if both are already waiting: one that arrives later would have to keep
                // waiting.
                let both_wait = waiting().len() == 2;
                event.set();
                if both_wait {
                    event.clear();
                }
            });
        });
    });
}

#[test]
fn one_that_comes_after_it_was_cleared_waits() {
    Search::all().spurious(1).run(|| {
        let (event, again) = (Event::new(), AtomicBool::new(false));
        event.set();
        event.clear();
        thread::scope(|scope| {
            scope.spawn(|| {
                assert_eq!(event.wait(), Ok(()));
                assert!(again.load(Ordering::SeqCst));
            });
            scope.spawn(|| {
                point();
                again.store(true, Ordering::SeqCst);
                event.set();
            });
        });
    });
}

#[test]
fn closing_ends_every_wait() {
    Search::all().spurious(1).run(|| {
        let event = Event::new();
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(event.wait(), Err(Closed)));
            scope.spawn(|| {
                let answer = event.wait_timeout(Duration::from_secs(1));
                assert!(matches!(answer, Err(Closed) | Ok(false)));
            });
            scope.spawn(|| event.close());
        });
        event.set();
        assert_eq!(event.wait(), Err(Closed));
    });
}

#[test]
fn closing_ends_the_waits_of_two() {
    Search::all().spurious(1).run(|| {
        let event = Event::new();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(event.wait(), Err(Closed)));
            }
            scope.spawn(|| event.close());
        });
    });
}

#[test]
fn a_timed_wait_says_true_only_if_it_was_set() {
    let answers = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&answers);
    Search::all().spurious(2).run(move || {
        let (event, set) = (Event::new(), AtomicBool::new(false));
        // Whether the thread was waiting when the flag was set.
        let waited = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                let answer = event.wait_timeout(Duration::from_secs(1)).unwrap();
                assert!(!answer || set.load(Ordering::SeqCst));
                let waited = waited.load(Ordering::SeqCst);
                seen.lock().unwrap().insert((waited, answer));
            });
            scope.spawn(|| {
                point();
                set.store(true, Ordering::SeqCst);
                waited.store(!waiting().is_empty(), Ordering::SeqCst);
                event.set();
            });
        });
        assert_eq!(event.wait_timeout(Duration::from_secs(1)), Ok(true));
    });
    // It may time out before, find the flag set, time out at the last moment, or be notified.
    let all = [(false, false), (false, true), (true, false), (true, true)];
    assert_eq!(*answers.lock().unwrap(), all.into());
}
