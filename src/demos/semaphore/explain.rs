//! The lesson of `semaphore` in words.

use crate::demos::kit::explain::{Explain, Word};

/// What `explain semaphore` says.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "A semaphore holds a number of permits. Who wants to go inside takes one, and waits where none is left; who comes out gives one back, which lets another in. So at most as many are inside at once as there are permits.\n\nIt is how a program keeps a limit that is not one: ten downloads at a time, four connections to a database, as many jobs as there are cores. With one permit it is a lock.",
    watch: &[
        "with two permits the lines come two by two, and the whole takes half as long",
        "a release and the next acquire stand at the same time: one worker's way out is another's way in",
        "most inside at once is counted by the workers themselves and not by the semaphore",
    ],
    guaranteed: &[
        "no more are inside at once than there are permits",
        "each permit that is given back lets one more in",
        "who gets it is not fixed: the longest waiting thread has no right to be the next",
    ],
    words: &[
        Word {
            python: "s = threading.Semaphore(2)",
            rust: "Semaphore::new(2) (threaddemo's own)",
            note: "std has none; the example makes one of a Mutex and a Condvar",
        },
        Word {
            python: "with s: ...",
            rust: "let _permit = s.acquire();",
            note: "the permit gives itself back at the end of its scope",
        },
        Word {
            python: "threading.BoundedSemaphore(2)",
            rust: "a permit is a value",
            note: "what was never taken can't be given back, so there is nothing to guard against",
        },
    ],
    examples: &[(
        "semaphore.rs",
        include_str!("../../../examples/semaphore.rs"),
    )],
};
