//! The same background thread, joined: the main thread waits until it has
//! done all its work.
//!
//! `cargo run --example daemon_joined`

use std::thread;
use std::time::Duration;

fn main() {
    let background = thread::spawn(|| {
        for _ in 0..5 {
            println!("Running background task...");
            thread::sleep(Duration::from_millis(200));
        }
    });

    thread::sleep(Duration::from_millis(500));
    // Half of its time is over: join waits for the other half.
    background
        .join()
        .expect("the background task doesn't panic");
    println!("Main thread exiting");
}
