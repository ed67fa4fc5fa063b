//! The tallies on real threads, and their layout in memory.

use crate::tallies::Tallies;
use std::thread;

#[test]
fn each_thread_counts_on_its_own() {
    for tallies in [Tallies::together(9), Tallies::apart(9)] {
        thread::scope(|scope| {
            for thread in 0..9 {
                let tallies = &tallies;
                scope.spawn(move || tallies.add(thread, thread as u64 + 1));
            }
        });
        for thread in 0..9 {
            assert_eq!(tallies.total(thread), thread as u64 + 1);
        }
    }
}

#[test]
fn counters_lie_in_one_line_or_far_apart() {
    assert_eq!(Tallies::together(2).distance(), Some(8));
    assert_eq!(Tallies::apart(2).distance(), Some(128));
    assert_eq!(Tallies::apart(1).distance(), None);
}
