//! The explorer's step programs, compared with the code that they model: the same number of schedules,
//! and the same number with each outcome.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use shuttle::thread;

use explore::{Limits, Program, ScheduleEnd, Sizes, explore, replay};

use crate::counter::outcomes;
use crate::search::Search;
use crate::sync::counter::Counter;
use crate::sync::locks::Locks;

fn program(demo: &str, variant: &str, sizes: &Sizes) -> Program {
    let lesson = demos::find(demo).unwrap().steps.unwrap();
    lesson.program(variant, sizes).unwrap()
}

/// The schedules that the explorer counts, in total and for each outcome.
fn counted(program: &Program) -> (u64, BTreeMap<String, u64>) {
    let findings = explore(program, &Limits::default());
    let number = |digits: String| digits.parse().unwrap();
    let outcomes = findings.outcomes.iter().map(|outcome| {
        let schedules = outcome.schedules.as_ref().unwrap();
        (outcome.ending.name.clone(), number(schedules.to_string()))
    });
    let all = findings.schedules.exact().unwrap();
    (number(all.to_string()), outcomes.collect())
}

/// The real counter, each update of which takes as many steps as in the program.
fn counters_agree(variant: &str, new: fn() -> Counter) {
    for (workers, increments) in [(2, 1), (2, 2), (2, 3), (3, 1)] {
        let sizes = Sizes::from([("workers", workers), ("increments", increments)]);
        let (all, ends) = outcomes(new, usize::try_from(workers).unwrap(), increments);
        let named = ends.into_iter();
        let named = named.map(|(count, times)| (format!("count = {count}"), times));
        assert_eq!(
            counted(&program("counter", variant, &sizes)),
            (all, named.collect()),
            "{variant} {workers} x {increments}"
        );
    }
}

#[test]
fn the_unlocked_counter_is_what_the_explorer_explores() {
    counters_agree("unlocked", Counter::unlocked);
}

#[test]
fn the_atomic_counter_is_what_the_explorer_explores() {
    counters_agree("atomic", Counter::atomic);
}

/// Every order in which two philosophers take and put down real locks, as letters, with its end.
///
/// A wait inside the locks has scheduling points of its own, so several executions have the same order of
/// takes and puts; each order counts once. A put is logged just before it happens: at that moment it can
/// be made, and has no effect yet.
fn meals(first: [usize; 2], meals: usize) -> BTreeMap<String, bool> {
    let orders = Arc::new(Mutex::new(BTreeMap::new()));
    let seen = Arc::clone(&orders);
    Search::all().run(move || {
        let forks = Locks::new(["fork 1", "fork 2"]);
        let order = Mutex::new(String::new());
        let mut stuck = false;
        thread::scope(|scope| {
            let philosophers = [0, 1].map(|who| {
                let (forks, order) = (&forks, &order);
                scope.spawn(move || {
                    let moves = || order.lock().unwrap().push(if who == 0 { 'A' } else { 'B' });
                    for _ in 0..meals {
                        let left = forks.lock(who, first[who])?;
                        moves();
                        let right = forks.lock(who, 1 - first[who])?;
                        moves();
                        moves();
                        drop(left);
                        moves();
                        drop(right);
                    }
                    Ok::<_, crate::sync::locks::Refused>(())
                })
            });
            for philosopher in philosophers {
                stuck |= philosopher.join().unwrap().is_err();
            }
        });
        let order = order.into_inner().unwrap();
        seen.lock().unwrap().insert(order, stuck);
    });
    orders.lock().unwrap().clone()
}

#[test]
fn the_philosophers_locks_are_what_the_explorer_explores() {
    for (variant, first) in [("naive", [0, 1]), ("ordered", [0, 0])] {
        let orders = meals(first, 1);
        let program = program("philosophers", variant, &Sizes::default());
        let (all, ends) = counted(&program);
        assert_eq!(orders.len() as u64, all, "{variant} {orders:?}");
        let stuck = orders.values().filter(|stuck| **stuck).count() as u64;
        assert_eq!(stuck, ends.get("deadlock").copied().unwrap_or_default());
        for (order, stuck) in &orders {
            let end = replay(&program, order).unwrap().end;
            assert_eq!(
                matches!(end, Some(ScheduleEnd::Deadlock(_))),
                *stuck,
                "{variant} {order}"
            );
            assert_eq!(
                matches!(end, Some(ScheduleEnd::Done(_))),
                !*stuck,
                "{variant} {order}"
            );
        }
    }
}
