//! Store buffering: two threads each write one variable and read the other.
//! With relaxed accesses both may read 0; with `SeqCst` at least one reads 1.

use std::hint::spin_loop;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, SeqCst};
use std::thread;

const TRIALS: u32 = 200_000;

/// Each on a cache line of its own.
#[derive(Default)]
#[repr(align(64))]
struct Cell(AtomicU32);

/// Makes both threads begin at the same time.
fn meet(met: &AtomicU32, trial: u32) {
    met.fetch_add(1, AcqRel);
    let mut looks = 0;
    while met.load(Acquire) < 2 * (trial + 1) {
        looks += 1;
        if looks % 1000 == 0 {
            thread::yield_now();
        } else {
            spin_loop();
        }
    }
}

/// How often both threads read 0.
fn both_zero(order: Ordering) -> usize {
    let cells = || (0..TRIALS).map(|_| Cell::default()).collect();
    let (x, y): (Vec<Cell>, Vec<Cell>) = (cells(), cells());
    let met = AtomicU32::new(0);
    let run = |mine: &[Cell], other: &[Cell]| -> Vec<u32> {
        let cells = (0..).zip(mine.iter().zip(other));
        let trial = |(trial, (mine, other)): (u32, (&Cell, &Cell))| {
            meet(&met, trial);
            mine.0.store(1, order);
            other.0.load(order)
        };
        cells.map(trial).collect()
    };
    let (a, b) = thread::scope(|scope| {
        let b = scope.spawn(|| run(&y, &x));
        (run(&x, &y), b.join().unwrap())
    });
    a.iter().zip(&b).filter(|both| *both == (&0, &0)).count()
}

fn main() {
    println!("relaxed: both read 0 in {} trials", both_zero(Relaxed));
    let ordered = both_zero(SeqCst);
    println!("SeqCst: both read 0 in {ordered} trials");
    assert_eq!(ordered, 0);
}
