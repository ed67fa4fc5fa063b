//! The search itself: it finds the faults that it should find.

use std::time::Duration;

use crate::search::Search;
use crate::sync::{Condvar, Mutex};

#[test]
#[should_panic(expected = "threads wait forever")]
fn a_wait_that_nobody_ends_is_found() {
    // Only a spurious wake-up could end it, and no thread may rely on one.
    Search::all().spurious(1).run(|| {
        let (flag, changed) = (Mutex::new(false), Condvar::new());
        shuttle::thread::scope(|scope| {
            scope.spawn(|| {
                let mut set = flag.lock().unwrap();
                while !*set {
                    set = changed.wait(set).unwrap();
                }
            });
            scope.spawn(|| *flag.lock().unwrap() = true);
        });
    });
}

#[test]
#[should_panic(expected = "woken for nothing")]
fn a_wait_that_trusts_its_wake_up_is_found() {
    Search::all().spurious(1).run(|| {
        let (flag, changed) = (Mutex::new(false), Condvar::new());
        shuttle::thread::scope(|scope| {
            scope.spawn(|| {
                let mut set = flag.lock().unwrap();
                if !*set {
                    set = changed.wait(set).unwrap();
                }
                assert!(*set, "woken for nothing");
            });
            scope.spawn(|| {
                *flag.lock().unwrap() = true;
                changed.notify_one();
            });
        });
    });
}

#[test]
fn a_wait_with_a_limit_ends_by_itself() {
    Search::all().run(|| {
        let (flag, changed) = (Mutex::new(()), Condvar::new());
        let held = flag.lock().unwrap();
        let limit = Duration::from_secs(1);
        let (_, timed_out) = changed.wait_timeout_while(held, limit, |()| true).unwrap();
        assert!(timed_out);
    });
}
