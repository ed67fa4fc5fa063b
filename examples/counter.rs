//! A shared counter: lost updates without a lock, none with one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

const WORKERS: u64 = 4;
const INCREMENTS: u64 = 100_000;

fn main() {
    // Read, then write: what another thread writes in between is lost. Rust
    // won't let threads do this to a plain integer; an atomic's separate load
    // and store express it.
    let unlocked = AtomicU64::new(0);
    run(|| {
        let seen = unlocked.load(Ordering::SeqCst);
        unlocked.store(seen + 1, Ordering::SeqCst);
    });
    println!("unlocked: {}", unlocked.into_inner());

    // The lock owns the number: the only way to it is the guard that `lock`
    // returns, and the guard releases the lock when it goes out of scope.
    let locked = Mutex::new(0_u64);
    run(|| *locked.lock().unwrap() += 1);
    println!("mutex:    {}", locked.into_inner().unwrap());

    // One indivisible step.
    let atomic = AtomicU64::new(0);
    run(|| {
        atomic.fetch_add(1, Ordering::Relaxed);
    });
    println!("atomic:   {}", atomic.into_inner());
    println!("expected: {}", WORKERS * INCREMENTS);
}

/// Runs `increment` 100,000 times on each of four threads. The scope joins
/// them, so they may borrow.
fn run(increment: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                for _ in 0..INCREMENTS {
                    increment();
                }
            });
        }
    });
}
