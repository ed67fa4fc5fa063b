//! The locks that know their holders, on real threads.

use crate::locks::{Locks, Refused};
use deadline::Deadline;
use std::sync::Barrier;
use std::thread;

/// Each takes its own fork, then the next one's, which makes a cycle.
fn naive_dinner(philosophers: usize) -> Vec<Result<(), Refused>> {
    let forks = Locks::new((0..philosophers).map(|n| format!("fork {n}")));
    let all_hold_one = Barrier::new(philosophers);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..philosophers)
            .map(|who| {
                let (forks, all_hold_one) = (&forks, &all_hold_one);
                scope.spawn(move || {
                    let _left = forks.lock(who, who)?;
                    all_hold_one.wait();
                    forks.lock(who, (who + 1) % philosophers).map(drop)
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

#[test]
fn all_in_a_circle_are_told_the_same_and_leave() {
    for philosophers in [2, 5] {
        let told = naive_dinner(philosophers);
        let Err(Refused::Deadlock(cycle)) = &told[0] else {
            panic!("not told: {told:?}");
        };
        assert_eq!(cycle.len(), philosophers);
        for link in cycle.iter() {
            assert_eq!(link.holds, link.thread);
            assert_eq!(link.wants, (link.thread + 1) % philosophers);
        }
        assert!(told.iter().all(|answer| *answer == told[0]));
    }
}

#[test]
fn a_hold_follows_the_one_before_it_on_the_same_lock() {
    let locks = Locks::new(["a", "b"]);
    let a = locks.lock(1, 0).unwrap();
    let b = locks.lock(1, 1).unwrap();
    assert_eq!((a.follows(), b.follows()), (None, None));
    let (first, second) = (a.number(), b.number());
    drop((a, b));
    assert_eq!(locks.lock(2, 1).unwrap().follows(), Some(second));
    assert_eq!(locks.lock(2, 0).unwrap().follows(), Some(first));
}

#[test]
fn closing_ends_waits_that_have_begun_and_those_to_come() {
    let _deadline = Deadline::new();
    let locks = Locks::new(["a"]);
    let held = locks.lock(1, 0).unwrap();
    thread::scope(|scope| {
        let waits = scope.spawn(|| locks.lock(2, 0).map(drop));
        locks.close();
        assert_eq!(waits.join().unwrap(), Err(Refused::Closed));
    });
    drop(held);
    assert_eq!(locks.holder(0), None);
    assert!(locks.try_lock(1, 0).is_err());
}

#[test]
fn a_circle_stays_closed_while_the_thread_that_closes_it_lingers() {
    let _deadline = Deadline::new();
    let locks = Locks::new(["a", "b"]);
    let both_hold_one = Barrier::new(2);
    let [first, second] = thread::scope(|scope| {
        let threads = [0, 1].map(|who| {
            let (locks, both_hold_one) = (&locks, &both_hold_one);
            scope.spawn(move || {
                let _own = locks.lock(who, who)?;
                both_hold_one.wait();
                let mut lingered = false;
                let refused = locks.lock_lingering(who, 1 - who, || {
                    lingered = true;
                    // No lock has been released, and another thread finds both held.
                    assert_eq!([locks.holder(0), locks.holder(1)], [Some(0), Some(1)]);
                });
                Ok::<_, Refused>((lingered, refused.map(drop)))
            })
        });
        threads.map(|thread| thread.join().unwrap().unwrap())
    });
    assert!(first.0 != second.0, "one of them closes the circle");
    assert!(matches!(first.1, Err(Refused::Deadlock(_))));
    assert_eq!(first.1, second.1);
}

#[test]
fn closing_ends_a_deadlock_that_is_held() {
    let locks = Locks::new(["a"]);
    let _held = locks.lock(1, 0).unwrap();
    let refused = locks.lock_lingering(1, 0, || locks.close());
    assert_eq!(refused.map(drop), Err(Refused::Closed));
}
