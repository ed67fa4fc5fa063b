//! The seats: which numbers are sold over all schedules, and that the explorer finds the same.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use shuttle::thread;

use explore::{Limits, Sizes, explore};

use crate::search::Search;
use crate::sync::seats::Seats;

/// Two threads each try to buy the only seat; returns how many were sold, over all schedules.
fn sold(new: fn(u64) -> Seats) -> BTreeSet<String> {
    let all = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&all);
    Search::all().run(move || {
        let seats = new(1);
        let got = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let sold = seats.sell(|| Ok::<(), Infallible>(()));
                    *got.lock().unwrap() += u64::from(sold == Ok(true));
                });
            }
        });
        assert_eq!(seats.sold(), got.into_inner().unwrap());
        seen.lock()
            .unwrap()
            .insert(format!("sold = {}", seats.sold()));
    });
    all.lock().unwrap().clone()
}

/// What the explorer finds for this variant.
fn explored(variant: &str) -> BTreeSet<String> {
    let lesson = demos::find("tickets").unwrap().steps.unwrap();
    let program = lesson.program(variant, &Sizes::default()).unwrap();
    let outcomes = explore(&program, &Limits::default()).outcomes.into_iter();
    outcomes.map(|outcome| outcome.ending.name).collect()
}

#[test]
fn the_last_seat_is_sold_twice_unless_check_and_sale_are_one() {
    for (variant, new, numbers) in [
        ("bare", Seats::bare as fn(u64) -> Seats, &[1, 2][..]),
        ("halves", Seats::halves, &[1, 2]),
        ("locked", Seats::locked, &[1]),
        ("compare-and-swap", Seats::swapped, &[1]),
    ] {
        let expected = numbers.iter().map(|number| format!("sold = {number}"));
        let sold = sold(new);
        assert_eq!(sold, expected.collect(), "{variant}");
        assert_eq!(sold, explored(variant), "{variant}");
    }
}
