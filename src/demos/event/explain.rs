//! The lesson of `event` in words.

use crate::demos::kit::explain::{Explain, Word};

/// What `explain event` says.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Threads often wait for something that another thread does once: the settings are loaded, the server is up, it is time to end. An event is a flag that can be waited for. Setting it lets all waiting threads go at once, and who comes later passes without waiting.\n\nThe other way is to ask again and again. That is polling: it gets there too, but each thread that asks takes time on a CPU from those that have work to do. Asking less often, with a sleep in between, burns less and answers later; waiting does neither.",
    watch: &[
        "CPU time: waiting threads use next to none, polling ones as much as they can get",
        "how long after the set the last one goes on: polling isn't quicker, in spite of all that work",
        "with '--workers 1000' the kernel wakes a thousand threads one by one",
    ],
    guaranteed: &[
        "nobody goes on before the event is set",
        "everybody goes on after it, also who comes late",
        "in which order they go on is luck",
    ],
    words: &[
        Word {
            python: "e = threading.Event()",
            rust: "Event::new() (threaddemo's own)",
            note: "std has none; the example makes one of a Mutex<bool> and a Condvar",
        },
        Word {
            python: "e.wait(); e.wait(timeout=1)",
            rust: "e.wait(); e.wait_timeout(Duration::from_secs(1))",
            note: "",
        },
        Word {
            python: "e.set(); e.clear(); e.is_set()",
            rust: "e.set(); e.clear(); e.is_set()",
            note: "",
        },
        Word {
            python: "while not e.is_set(): pass",
            rust: "while !e.is_set() { thread::yield_now() }",
            note: "the variant polling: it gives way to other threads after each look, and burns all the CPU that nobody else wants",
        },
        Word {
            python: "threading.Barrier(3)",
            rust: "std::sync::Barrier::new(3)",
            note: "where the threads wait for each other and not for somebody else",
        },
    ],
    examples: &[("event.rs", include_str!("../../../examples/event.rs"))],
};
