//! Peterson's lock: two threads exclude each other with reads, writes and two
//! fences.

use std::hint::spin_loop;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, fence};
use std::thread;

const ROUNDS: u32 = 10_000;

#[derive(Default)]
struct Peterson {
    flags: [AtomicBool; 2],
    turn: AtomicUsize,
}

impl Peterson {
    fn lock(&self, me: usize) {
        let other = 1 - me;
        self.flags[me].store(true, Relaxed);
        fence(SeqCst);
        self.turn.store(other, Relaxed);
        // Without it the other's flag may be read before mine is seen.
        fence(SeqCst);
        let up = || self.flags[other].load(Acquire);
        while up() && self.turn.load(Acquire) == other {
            spin_loop();
        }
    }

    fn unlock(&self, me: usize) {
        self.flags[me].store(false, Release);
    }
}

fn main() {
    let (lock, count) = (Peterson::default(), AtomicU32::new(0));
    thread::scope(|scope| {
        for me in 0..2 {
            let (lock, count) = (&lock, &count);
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    lock.lock(me);
                    // A load and a store: only a lock makes them one.
                    count.store(count.load(Relaxed) + 1, Relaxed);
                    lock.unlock(me);
                }
            });
        }
    });
    let count = count.into_inner();
    assert_eq!(count, 2 * ROUNDS);
    println!("counted {count} of {}", 2 * ROUNDS);
}
