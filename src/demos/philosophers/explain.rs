//! What `explain philosophers` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Philosophers sit round a table, a fork between each two of them; whoever eats needs both forks beside the plate (E. W. Dijkstra, 1965; in C. A. R. Hoare's words, 1978). If each takes the left fork first, and all do so before anyone reaches for the right one, everybody holds what a neighbour wants and waits for ever: a deadlock.\n\nIt takes four conditions, all at once (E. G. Coffman, M. J. Elphick, A. Shoshani, System Deadlocks, 1971). Mutual exclusion: a fork is in one hand at a time. Hold and wait: who holds one fork waits for another. No preemption: nobody takes a fork from a hand. Circular wait: the waits close a circle. Whoever breaks one of them is safe: ordered breaks the circle, waiter keeps the circle from closing by seating one fewer, try-lock gives up hold and wait.\n\nOn a real machine the naive dinner may well go on for hours before it locks up. Here all take their first fork before anyone reaches for the second, so that it always shows. The forks are locks that know their holders: a wait that would close a circle is refused to all in it, so the program can say who holds and who waits, and end.",
    watch: &[
        "the naive dinner's timeline ends with each thread waiting for a lock",
        "how many meals were eaten, how long the hungriest waited, and how even it was: Jain's index is 1 where all eat at the same pace and 1/n where one has it all (R. Jain, D. Chiu, W. Hawe, 1984)",
        "try-lock's forks that were put down again: work that was for nothing",
    ],
    guaranteed: &[
        "naive deadlocks, and says so within milliseconds; the other three never do",
        "every meal is eaten in the other three; who eats first is luck",
    ],
    words: &[
        Word {
            python: "threading.Lock()",
            rust: "Mutex::new(())",
            note: "neither knows who waits for whom: there a deadlock is silence",
        },
        Word {
            python: "lock.acquire(blocking=False)",
            rust: "mutex.try_lock()",
            note: "",
        },
        Word {
            python: "lock.acquire(timeout=1)",
            rust: "none in std; parking_lot's try_lock_for",
            note: "",
        },
        Word {
            python: "threading.Semaphore(4)",
            rust: "none in std; a Mutex and a Condvar",
            note: "the waiter",
        },
        Word {
            python: "faulthandler.dump_traceback_later(5)",
            rust: "gdb -p PID, thread apply all bt",
            note: "how a deadlock is found where nobody planned one",
        },
    ],
    examples: &[(
        "philosophers.rs",
        include_str!("../../../examples/philosophers.rs"),
    )],
};
