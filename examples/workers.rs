//! Named threads, and how many of them are alive.
//!
//! `cargo run --example workers`

use std::io;
use std::sync::{Arc, Barrier};
use std::thread::{self, Builder};
use std::time::Duration;

const WORKERS: usize = 3;

fn work(gate: &Barrier) {
    gate.wait();
    let name = thread::current().name().unwrap_or("unnamed").to_owned();
    println!("Thread {name} starting.");
    thread::sleep(Duration::from_millis(500));
    println!("Thread {name} finished.");
}

fn main() -> io::Result<()> {
    // None starts before all of them and the main thread have reached the
    // barrier.
    let gate = Arc::new(Barrier::new(WORKERS + 1));
    let mut workers = Vec::new();
    for number in 0..WORKERS {
        let gate = Arc::clone(&gate);
        // Builder gives the thread a name, and returns an error where
        // thread::spawn would panic.
        let builder = Builder::new().name(format!("Worker-{number}"));
        workers.push(builder.spawn(move || work(&gate))?);
    }

    // Rust keeps no count of threads like Python's active_count: these are
    // ours, plus main.
    println!("Active threads: {}", workers.len() + 1);
    gate.wait();
    for worker in workers.drain(..) {
        worker.join().expect("no worker panics");
    }
    println!("Active threads: {}", workers.len() + 1);
    Ok(())
}
