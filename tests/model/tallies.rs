//! The tallies: whatever the schedule, each counter ends at what its own thread added.

use shuttle::thread;

use crate::search::Search;
use crate::sync::tallies::Tallies;

#[test]
fn no_thread_counts_on_anothers_counter() {
    for new in [Tallies::together as fn(usize) -> Tallies, Tallies::apart] {
        Search::all().run(move || {
            let tallies = new(2);
            thread::scope(|scope| {
                for thread in 0..2 {
                    let tallies = &tallies;
                    scope.spawn(move || tallies.add(thread, 3));
                }
            });
            assert_eq!([tallies.total(0), tallies.total(1)], [3, 3]);
        });
    }
}
