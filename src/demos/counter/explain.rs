//! The lesson of `counter` in words, and what Rust refuses to compile.
//!
//! A plain integer can't be changed by two threads: that would be a data race, in which anything may
//! happen, and Rust refuses it. So the unlocked counter is an atomic, read and written in two steps:
//! its updates get lost, but nothing worse.
//!
//! ```compile_fail,E0499
//! let mut counter = 0;
//! std::thread::scope(|scope| {
//!     scope.spawn(|| counter += 1);
//!     scope.spawn(|| counter += 1); // a second thread that may change it
//! });
//! ```
//!
//! The value that a lock protects can be had through the guard alone, and not any more after the
//! guard was given back.
//!
//! ```compile_fail,E0382
//! let counter = std::sync::Mutex::new(0);
//! let mut guard = counter.lock().unwrap();
//! drop(guard);
//! *guard += 1; // nobody may hold the lock now
//! ```
//!
//! Nor does a reference into it outlive the guard.
//!
//! ```compile_fail,E0505
//! let counter = std::sync::Mutex::new(0);
//! let mut guard = counter.lock().unwrap();
//! let inside = &mut *guard;
//! drop(guard);
//! *inside += 1;
//! ```

use crate::demos::kit::explain::{Explain, Word};

/// What `explain counter` says.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "To add 1 to a number in memory is three steps: read it, add, write it back. Where two threads do that at the same time, both may read the same number, and both write the same next one: two updates were made, one is counted. This is a lost update, and it is the smallest of all concurrency bugs.\n\nOn a real machine it may hide for a long time, since the window between the read and the write is a nanosecond wide. So two of the unlocked threads meet in that window once, which makes one loss certain; '--window none' leaves it to luck.\n\nWhat helps is to let only one thread at a time do all three steps (a mutex), to make them one step that the processor can't divide (an atomic), to send each increment to the one thread that owns the number (a channel), or best of all not to share: each thread counts on its own, and the sums are added up at the end.",
    watch: &[
        "the final counter of unlocked: it is too small, and by another number in each run",
        "nanoseconds per increment: a lock that many threads want costs far more than the addition it protects",
        "local beats all that share: the fastest lock is the one that nobody needs",
        "processes: each adds to a copy of its own, and the parent's stays at 0",
    ],
    guaranteed: &[
        "mutex, atomic, rwlock, channel, local and processes lose nothing, however the threads are scheduled",
        "unlocked loses one update at least where two threads meet between its read and its write; how many more is luck",
        "with '--window none' nothing is guaranteed: that a run lost nothing doesn't make it right",
    ],
    words: &[
        Word {
            python: "lock = threading.Lock()",
            rust: "let counter = Mutex::new(0)",
            note: "in Rust the lock owns what it protects: there is no other way to it",
        },
        Word {
            python: "with lock: counter += 1",
            rust: "*counter.lock().unwrap() += 1",
            note: "the guard gives the lock back at the end of its scope, as 'with' does",
        },
        Word {
            python: "lock.acquire(); lock.release()",
            rust: "let guard = counter.lock(); drop(guard)",
            note: "a guard can't be given back twice, nor used afterwards: both don't compile",
        },
        Word {
            python: "counter += 1 (no lock)",
            rust: "refused by the compiler",
            note: "Python's GIL doesn't help: a thread may be interrupted between read and write",
        },
        Word {
            python: "-",
            rust: "AtomicU64::fetch_add(1, Ordering::Relaxed)",
            note: "Python has no atomic integer",
        },
        Word {
            python: "threading.RLock()",
            rust: "ReentrantLock, not yet in stable std",
            note: "a Mutex that its holder locks again never returns, or panics",
        },
        Word {
            python: "-",
            rust: "RwLock::new(0)",
            note: "many readers or one writer; Python has none",
        },
    ],
    examples: &[("counter.rs", include_str!("../../../examples/counter.rs"))],
};
