//! Two threads print side by side, in an order that neither determines.
//!
//! `cargo run --example numbers_letters`

use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let begin = Instant::now();
    let numbers = thread::spawn(|| {
        for number in 1..=5 {
            thread::sleep(Duration::from_millis(200));
            println!("Number: {number}");
        }
    });
    let letters = thread::spawn(|| {
        for letter in 'A'..='E' {
            thread::sleep(Duration::from_millis(200));
            println!("Letter: {letter}");
        }
    });

    // Both are running already: spawn starts a thread, join waits for its
    // end.
    numbers.join().expect("the numbers don't panic");
    letters.join().expect("the letters don't panic");
    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
}
