//! The event on real threads.

use crate::Closed;
use crate::event::Event;
use deadline::Deadline;
use std::thread;
use std::time::Duration;

#[test]
fn one_set_lets_every_waiting_thread_go() {
    let _deadline = Deadline::new();
    let event = Event::new();
    thread::scope(|scope| {
        let waits = [0; 5].map(|_| scope.spawn(|| event.wait()));
        event.set();
        for wait in waits {
            assert_eq!(wait.join().unwrap(), Ok(()));
        }
    });
    assert!(event.is_set());
}

#[test]
fn a_timed_wait_says_whether_the_flag_was_set() {
    let event = Event::new();
    assert_eq!(event.wait_timeout(Duration::from_millis(1)), Ok(false));
    event.set();
    assert_eq!(event.wait_timeout(Duration::ZERO), Ok(true));
    event.clear();
    assert_eq!(event.wait_timeout(Duration::ZERO), Ok(false));
}

#[test]
fn closing_wins_over_the_flag() {
    let _deadline = Deadline::new();
    let event = Event::new();
    thread::scope(|scope| {
        let waits = [0; 3].map(|_| scope.spawn(|| event.wait()));
        event.close();
        for wait in waits {
            assert_eq!(wait.join().unwrap(), Err(Closed));
        }
    });
    event.set();
    assert_eq!(event.wait(), Err(Closed));
    assert_eq!(event.wait_timeout(Duration::MAX), Err(Closed));
}
