//! Five philosophers who always take the lower-numbered fork first: no cycle
//! can form.
//!
//! `cargo run --example philosophers`

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

fn main() {
    const SEATS: usize = 5;
    let forks: [Mutex<()>; SEATS] = Default::default();
    // Scoped threads may borrow what outlives the scope: no Arc is needed.
    thread::scope(|scope| {
        for seat in 0..SEATS {
            let forks = &forks;
            let dine = move || {
                let (left, right) = (seat, (seat + 1) % SEATS);
                // Left, then right would deadlock if all took their left fork
                // first.
                let (first, second) = (left.min(right), left.max(right));
                for meal in 1..=3 {
                    let _one = forks[first].lock().expect("none panics");
                    let _two = forks[second].lock().expect("none panics");
                    println!("philosopher {seat} eats meal {meal}");
                    thread::sleep(Duration::from_millis(20));
                }
            };
            thread::Builder::new()
                .name(format!("philosopher-{seat}"))
                .spawn_scoped(scope, dine)
                .expect("a thread can be started");
        }
    });
    println!("everybody has eaten");
}
