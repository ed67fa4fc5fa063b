//! What `explain workers` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Each worker is a thread with a name. A name costs nothing, and it is what debuggers, panics, top -H and every report of this program show, so give threads names.\n\nAll workers are started and held at a gate before the first may go, so that all of them are alive at the same time, however long starting them takes. Then the main thread counts: itself and the workers. After the last join it is alone again.\n\nActive threads counts the main thread and the threads that carry out tasks. The helper threads that this program runs for itself (one listens for Ctrl-C, one writes lines under load) are left out; the operating system shows them too.",
    watch: &[
        "sequential counts 1, since the main thread does everything itself; threads count the workers and main",
        "a pool of 2 counts 3 however many tasks it is given; processes count 1, for each child has a main thread of its own",
        "the workers finish together, not in the order in which they started",
    ],
    guaranteed: &[
        "a worker says starting before it says finished",
        "all workers are alive when the main thread counts, and none after the last join",
        "luck: the order in which they start and finish",
    ],
    words: &[
        Word {
            python: "Thread(target=f, name=\"Worker-0\")",
            rust: "Builder::new().name(\"Worker-0\".into()).spawn(f)?",
            note: "thread::spawn gives no name, and panics where the system has no thread left",
        },
        Word {
            python: "current_thread().name",
            rust: "thread::current().name()",
            note: "an Option: a thread may have no name",
        },
        Word {
            python: "Thread(target=f, args=(1,), kwargs={\"delay\": 0.5})",
            rust: "thread::spawn(move || f(1, delay))",
            note: "move takes the values along, so the thread owns them",
        },
        Word {
            python: "threading.active_count()",
            rust: "workers.len() + 1",
            note: "Rust keeps no list of threads: count your own handles",
        },
        Word {
            python: "for t in threads: t.join()",
            rust: "for t in threads { t.join()?; }",
            note: "join answers what the thread returned, or that it panicked",
        },
    ],
    examples: &[("workers.rs", include_str!("../../../examples/workers.rs"))],
};
