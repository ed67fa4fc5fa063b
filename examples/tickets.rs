//! The last seat: a check and a sale that each lock the count, and a pair
//! that locks it once for both.

use std::sync::{Barrier, Mutex};
use std::thread;

/// Both halves are locked, but the lock is released in between.
fn buy_in_halves(seats: &Mutex<i32>, meeting: &Barrier) -> bool {
    let free = *seats.lock().unwrap() > 0;
    // Here another thread may buy. The meeting makes sure that one does.
    meeting.wait();
    if free {
        *seats.lock().unwrap() -= 1;
    }
    free
}

/// The guard lives from the check to the sale.
fn buy(seats: &Mutex<i32>) -> bool {
    let mut seats = seats.lock().unwrap();
    let free = *seats > 0;
    if free {
        *seats -= 1;
    }
    free
}

fn say(how: &str, name: &str, got: bool) {
    let end = if got { "got the seat" } else { "is too late" };
    println!("{how}: {name} {end}");
}

fn main() {
    let (seats, meeting) = (Mutex::new(1), Barrier::new(2));
    thread::scope(|scope| {
        for name in ["Ada", "Bob"] {
            let (seats, meeting) = (&seats, &meeting);
            scope.spawn(move || {
                let got = buy_in_halves(seats, meeting);
                println!(
                    "in halves: {name} {}",
                    if got { "got it" } else { "is late" }
                );
            });
        }
    });
    println!("seats left: {}", seats.lock().unwrap());

    let seats = Mutex::new(1);
    thread::scope(|scope| {
        for name in ["Ada", "Bob"] {
            let seats = &seats;
            scope.spawn(move || say("in one", name, buy(seats)));
        }
    });
    println!("seats left: {}", seats.lock().unwrap());
}
