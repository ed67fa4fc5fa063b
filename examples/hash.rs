//! Four threads hash a megabyte each: computing, which gains up to the number
//! of cores.
//!
//! `cargo run --release --example hash`

use std::thread;
use std::time::Instant;

use sha2::{Digest, Sha256};

fn digest(number: u8) -> Vec<u8> {
    Sha256::digest(vec![number; 8 << 20]).to_vec()
}

fn main() {
    let begin = Instant::now();
    let one_by_one: Vec<_> = (0..4).map(digest).collect();
    let sequential = begin.elapsed();

    let begin = Instant::now();
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let named = thread::Builder::new().name(format!("hash-{number}"));
            named
                .spawn(move || digest(number))
                .expect("a thread can be started")
        })
        .collect();
    // `join` is Python's `future.result()`: it waits, then returns the
    // result.
    let side_by_side: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().expect("hashing doesn't panic"))
        .collect();
    let threaded = begin.elapsed();

    assert_eq!(one_by_one, side_by_side);
    println!("one by one {sequential:?}, side by side {threaded:?}");
}
