//! The semaphore on real threads.

use crate::Closed;
use crate::semaphore::Semaphore;
use deadline::Deadline;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

#[test]
fn no_more_threads_are_inside_than_there_are_permits() {
    let _deadline = Deadline::new();
    let semaphore = Semaphore::new(3);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..200 {
                    drop(semaphore.acquire().unwrap());
                }
            });
        }
    });
    assert_eq!(semaphore.inside(), 0);
    assert!((1..=3).contains(&semaphore.most_inside()));
}

#[test]
fn most_inside_is_what_was_held_at_once() {
    let semaphore = Semaphore::new(usize::MAX);
    let held = [semaphore.acquire(), semaphore.acquire()];
    assert_eq!(semaphore.most_inside(), 2);
    drop(held);
    let _again = semaphore.acquire().unwrap();
    assert_eq!((semaphore.inside(), semaphore.most_inside()), (1, 2));
}

#[test]
fn each_release_is_followed_by_at_most_one_permit() {
    let semaphore = Semaphore::new(2);
    let (a, b) = (semaphore.acquire().unwrap(), semaphore.acquire().unwrap());
    assert_eq!((a.follows(), b.follows()), (None, None));
    assert_eq!((b.release(), a.release()), (1, 0));
    let (c, d) = (semaphore.acquire().unwrap(), semaphore.acquire().unwrap());
    assert_eq!((c.follows(), d.follows()), (Some(1), Some(0)));
}

#[test]
fn closing_ends_waits_that_have_begun_and_those_to_come() {
    let _deadline = Deadline::new();
    let semaphore = Semaphore::new(0);
    thread::scope(|scope| {
        let waits = [0; 3].map(|_| scope.spawn(|| semaphore.acquire().is_err()));
        semaphore.close();
        for wait in waits {
            assert!(wait.join().unwrap());
        }
    });
    assert_eq!(semaphore.try_acquire().unwrap_err(), Closed);
}

#[test]
fn a_task_that_panics_gives_its_permit_back() {
    let semaphore = Semaphore::new(1);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _permit = semaphore.acquire().unwrap();
        panic!("planned");
    }));
    assert!(panicked.is_err());
    assert!(semaphore.try_acquire().unwrap().is_some());
}
