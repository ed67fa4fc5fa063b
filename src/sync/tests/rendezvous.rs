//! The rendezvous on real threads.

use crate::Closed;
use crate::rendezvous::{Meeting, Rendezvous};
use deadline::Deadline;
use std::thread;

#[test]
fn one_seat_has_nobody_to_meet() {
    let (_rendezvous, mut seats) = Rendezvous::new(1);
    assert_eq!(seats[0].meet(), Ok(Meeting::Alone));
    assert_eq!(seats[0].line_up(), Ok(()));
}

#[test]
fn the_first_two_meet_and_the_others_pass() {
    let _deadline = Deadline::new();
    let (_rendezvous, seats) = Rendezvous::new(5);
    let mut meetings = thread::scope(|scope| {
        let threads: Vec<_> = seats
            .into_iter()
            .map(|mut seat| {
                scope.spawn(move || {
                    let meeting = seat.meet().unwrap();
                    seat.line_up().unwrap();
                    meeting
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap().updates())
            .collect::<Vec<_>>()
    });
    meetings.sort_unstable();
    assert_eq!(meetings, [0, 0, 0, 1, 1]);
}

#[test]
fn a_thread_that_panics_is_not_waited_for() {
    let _deadline = Deadline::new();
    let (_rendezvous, mut seats) = Rendezvous::new(2);
    let (mut stays, panics) = (seats.remove(0), seats.remove(0));
    thread::scope(|scope| {
        let stays = scope.spawn(move || (stays.meet(), stays.line_up()));
        let panics = scope.spawn(move || {
            let _seat = panics;
            panic!("planned");
        });
        assert!(panics.join().is_err());
        assert_eq!(stays.join().unwrap(), (Ok(Meeting::Alone), Ok(())));
    });
}

#[test]
fn closing_ends_both_kinds_of_wait() {
    let _deadline = Deadline::new();
    let (rendezvous, mut seats) = Rendezvous::new(3);
    let (mut first, mut second) = (seats.remove(0), seats.remove(0));
    thread::scope(|scope| {
        let meets = scope.spawn(move || first.meet());
        let lines_up = scope.spawn(move || second.line_up());
        rendezvous.close();
        assert_eq!(meets.join().unwrap(), Err(Closed));
        assert_eq!(lines_up.join().unwrap(), Err(Closed));
    });
}
