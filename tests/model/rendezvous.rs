//! The rendezvous: exactly two meet, both or neither know it, and none waits for one that never comes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use shuttle::thread;

use crate::search::{Search, point};
use crate::sync::Closed;
use crate::sync::rendezvous::{Meeting, Rendezvous};

type Answer = Result<Meeting, Closed>;

/// All seats come to the meeting except the last ones, which are dropped; it may be closed meanwhile.
fn meet(search: Search, seats: usize, absent: usize, close: bool, check: fn(&[Answer])) {
    search.run(move || {
        let (rendezvous, mut seats) = Rendezvous::new(seats);
        let dropped = seats.split_off(seats.len() - absent);
        // Two may come late; a third scheduling point for each of three is more than can be searched.
        let late = seats.len() == 2;
        let answers = Mutex::new(Vec::new());
        let here = AtomicUsize::new(0);
        thread::scope(|scope| {
            for mut seat in seats {
                let (answers, here) = (&answers, &here);
                scope.spawn(move || {
                    if late {
                        point();
                    }
                    here.fetch_add(1, Ordering::SeqCst);
                    let answer = seat.meet();
                    if answer == Ok(Meeting::Met) {
                        assert!(here.load(Ordering::SeqCst) >= 2);
                    }
                    answers.lock().unwrap().push(answer);
                });
            }
            if absent > 0 {
                scope.spawn(|| drop(dropped));
            }
            if close {
                scope.spawn(|| rendezvous.close());
            }
        });
        check(&answers.into_inner().unwrap());
    });
}

fn met(answers: &[Answer]) -> usize {
    answers.iter().filter(|a| **a == Ok(Meeting::Met)).count()
}

#[test]
fn exactly_two_meet() {
    meet(Search::all().spurious(2), 2, 0, false, |answers| {
        assert_eq!(met(answers), 2);
    });
    meet(Search::all().spurious(1), 3, 0, false, |answers| {
        assert_eq!(met(answers), 2);
        assert!(answers.contains(&Ok(Meeting::Spare)));
    });
}

#[test]
fn one_that_never_comes_is_not_waited_for() {
    meet(Search::all().spurious(1), 2, 1, false, |answers| {
        assert_eq!(answers, [Ok(Meeting::Alone)]);
    });
    meet(Search::all(), 3, 1, false, |answers| {
        assert_eq!(met(answers), 2);
    });
    meet(Search::all(), 3, 2, false, |answers| {
        assert_eq!(answers, [Ok(Meeting::Alone)]);
    });
}

#[test]
fn closed_in_the_middle_both_have_met_or_neither() {
    meet(Search::all().spurious(1), 2, 0, true, |answers| {
        assert!(matches!(met(answers), 0 | 2), "{answers:?}");
        if met(answers) == 0 {
            assert_eq!(answers, [Err(Closed), Err(Closed)]);
        }
    });
    // Seats that are neither used nor dropped: only the close can end these waits.
    Search::all().spurious(1).run(|| {
        let (rendezvous, mut seats) = Rendezvous::new(4);
        let [meets, lines_up] = &mut seats[..2] else {
            unreachable!()
        };
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(meets.meet(), Err(Closed)));
            scope.spawn(|| assert_eq!(lines_up.line_up(), Err(Closed)));
            scope.spawn(|| rendezvous.close());
        });
    });
}

/// All seats line up except the last ones, which are dropped.
fn start(search: Search, seats: usize, absent: usize) {
    search.run(move || {
        let (_rendezvous, mut seats) = Rendezvous::new(seats);
        let all = seats.len();
        let dropped = seats.split_off(all - absent);
        let there = AtomicUsize::new(absent);
        thread::scope(|scope| {
            for mut seat in seats {
                let there = &there;
                scope.spawn(move || {
                    point();
                    there.fetch_add(1, Ordering::SeqCst);
                    seat.line_up().unwrap();
                    assert_eq!(there.load(Ordering::SeqCst), all);
                });
            }
            if absent > 0 {
                scope.spawn(|| drop(dropped));
            }
        });
    });
}

#[test]
fn none_starts_before_all_are_there() {
    start(Search::all().spurious(2), 2, 0);
    start(Search::all().spurious(1), 3, 1);
    start(Search::sample(500).spurious(2), 3, 0);
}

#[test]
fn one_that_lined_up_without_meeting_is_not_waited_for_at_the_meeting() {
    Search::all().spurious(1).run(|| {
        let (_rendezvous, mut seats) = Rendezvous::new(2);
        let (mut meets, mut skips) = (seats.remove(0), seats.remove(0));
        thread::scope(|scope| {
            scope.spawn(move || {
                assert_eq!(meets.meet(), Ok(Meeting::Alone));
                assert_eq!(meets.line_up(), Ok(()));
            });
            scope.spawn(move || assert_eq!(skips.line_up(), Ok(())));
        });
    });
}
