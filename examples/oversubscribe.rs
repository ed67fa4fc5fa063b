//! The same sum on as many threads as there are cores, and on 64 times as
//! many.
//!
//! `cargo run --release --example oversubscribe`

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

/// Adds up the numbers below `all` on this many threads, each its own range.
fn sum(all: u64, threads: u64) -> (u64, Duration) {
    let begin = Instant::now();
    let handles: Vec<_> = (0..threads)
        .map(|place| {
            let range = all * place / threads..all * (place + 1) / threads;
            thread::Builder::new()
                .name(format!("worker-{place}"))
                // Without black_box the compiler could compute the sum in
                // advance.
                .spawn(move || range.map(black_box).sum::<u64>())
                .expect("a thread can be started")
        })
        .collect();
    let sum = handles
        .into_iter()
        .map(|handle| handle.join().expect("adding doesn't panic"))
        .sum();
    (sum, begin.elapsed())
}

fn main() {
    let cores = thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let (expected, alone) = sum(200_000_000, 1);
    println!("1 thread: {alone:?}");
    for threads in [cores, 64 * cores] {
        let (found, took) = sum(200_000_000, threads);
        assert_eq!(found, expected);
        println!("{threads} threads: {took:?}");
    }
}
