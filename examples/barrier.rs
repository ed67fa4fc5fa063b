//! Rounds of work: no thread starts the next round before all have ended this
//! one.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

fn main() {
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        for worker in 0..3 {
            let barrier = &barrier;
            scope.spawn(move || {
                // The last one is slow, and all others wait for it.
                let takes = if worker == 2 { 200 } else { 100 };
                for round in 1..=3 {
                    println!("Worker-{worker} starts round {round}");
                    thread::sleep(Duration::from_millis(takes));
                    println!("Worker-{worker} ends round {round}");
                    // One of them is told that it leads; which one is luck.
                    if barrier.wait().is_leader() {
                        println!("all have ended round {round}");
                    }
                }
            });
        }
    });
}
