//! The lesson of `condition` in words.

use crate::demos::kit::explain::{Explain, Word};

/// What `explain condition` says.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Producers put items into a buffer, consumers take them out. The buffer has room for a few: who finds it full must wait until somebody took an item, who finds it empty until somebody put one. A lock alone can't say that; a condition variable can. Its wait gives the lock back and falls asleep in one step, so that no change in between is missed, and has the lock again when it returns.\n\nA wake-up is only a hint: another thread may have been quicker, or nobody called at all. So the question is asked again after each one, in a loop ('while', never 'if').",
    watch: &[
        "making an item takes half as long as using one, so the buffer fills up, and then the producers wait",
        "the items come out in the order in which they went in, but are consumed by whoever is free",
        "CPU time: who polls a full or empty buffer burns it, who waits does not",
        "the total is the same either way: it is the consumers that take the time",
    ],
    guaranteed: &[
        "every item is consumed exactly once",
        "the buffer never holds more than it has room for",
        "each consumer gets each producer's items in their order; who consumes which is luck",
    ],
    words: &[
        Word {
            python: "c = threading.Condition()",
            rust: "(Mutex::new(state), Condvar::new())",
            note: "Python's brings its lock along; in Rust the lock owns the state",
        },
        Word {
            python: "with c: c.wait_for(lambda: items)",
            rust: "condvar.wait_while(guard, |items| items.is_empty())",
            note: "mind that the question is the other way round",
        },
        Word {
            python: "while not items: c.wait()",
            rust: "while items.is_empty() { items = condvar.wait(items)? }",
            note: "the guard goes in and comes out: without it there is no access",
        },
        Word {
            python: "c.notify(); c.notify_all()",
            rust: "condvar.notify_one(); condvar.notify_all()",
            note: "in Rust also without holding the lock",
        },
    ],
    examples: &[(
        "condition.rs",
        include_str!("../../../examples/condition.rs"),
    )],
};
