//! The seats on real threads.

use crate::seats::Seats;
use deadline::Deadline;
use std::convert::Infallible;
use std::sync::Barrier;
use std::thread;

/// Lets this many buyers try to buy one seat each; returns how many got one.
fn buy(seats: &Seats, buyers: usize) -> usize {
    thread::scope(|scope| {
        let buyers: Vec<_> = (0..buyers)
            .map(|_| scope.spawn(|| seats.sell(|| Ok::<(), Infallible>(())) == Ok(true)))
            .collect();
        let got = buyers.into_iter().map(|buyer| buyer.join().unwrap());
        got.filter(|got| *got).count()
    })
}

#[test]
fn what_is_locked_whole_or_swapped_is_never_oversold() {
    for seats in [Seats::locked(3), Seats::swapped(3)] {
        assert_eq!((buy(&seats, 8), seats.sold()), (3, 3));
    }
}

#[test]
fn two_that_meet_between_check_and_sale_both_get_the_last_seat() {
    let _deadline = Deadline::new();
    for seats in [Seats::bare(1), Seats::halves(1)] {
        let meeting = Barrier::new(2);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let meet = || {
                        meeting.wait();
                        Ok::<(), Infallible>(())
                    };
                    assert_eq!(seats.sell(meet), Ok(true));
                });
            }
        });
        assert_eq!(seats.sold(), 2);
        assert_eq!(buy(&seats, 1), 0, "sold out is sold out");
    }
}

#[test]
fn an_error_in_between_sells_nothing() {
    for seats in [Seats::bare(1), Seats::halves(1)] {
        assert_eq!(seats.sell(|| Err("stopped")), Err("stopped"));
        assert_eq!(seats.sold(), 0);
    }
}
