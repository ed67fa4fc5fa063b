//! Two threads that share nothing but a cache line, then two that don't:
//! the same updates, a different distance.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

/// Eight counters fit into one line of 64 bytes.
#[repr(align(64))]
struct Line([AtomicU64; 8]);

/// One counter that has two lines to itself.
#[repr(align(128))]
struct Own(AtomicU64);

/// Each counter gets a thread that adds 1 to it, again and again.
fn count(how: &str, counters: [&AtomicU64; 2]) {
    const TIMES: u64 = 5_000_000;
    let start = Instant::now();
    thread::scope(|scope| {
        for counter in counters {
            scope.spawn(move || {
                for _ in 0..TIMES {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let each = start.elapsed().as_secs_f64() * 1e9 / TIMES as f64;
    println!("{how}: {each:.1} ns an update");
    assert!(
        counters
            .iter()
            .all(|one| one.load(Ordering::Relaxed) == TIMES)
    );
}

fn main() {
    let line = Line(Default::default());
    count("together", [&line.0[0], &line.0[1]]);

    let apart = [Own(AtomicU64::new(0)), Own(AtomicU64::new(0))];
    count("apart", [&apart[0].0, &apart[1].0]);
}
