//! What `explain hash` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Each task computes: it takes the SHA-256 digest of a block of bytes, and never waits. Threads side by side then gain as many times as there are cores, and no more: work that computes needs a core for every moment that it lasts. With more threads than cores they take turns, which gains nothing and costs a little.\n\nThe variant one-lock lets only one thread compute at a time. That is what the global interpreter lock (GIL) of CPython does to code that is pure Python: its threads are real, and take turns. It is not the whole truth about Python: hashlib releases the GIL while it digests more than 2047 bytes, so threads that hash do gain there (1.96 times on two cores, measured with Python 3.11); so do threads that wait. For pure Python code multiprocessing.Process gains, at the price of a process each.\n\nThe blocks are generated from a fixed seed, the same in every variant. The time includes that, which is next to nothing: 16 bytes are changed in each 256 KiB. Files are read by the tasks themselves, in pieces of 256 KiB; every variant reads them again.",
    watch: &[
        "the speed-up stops at the number of usable cores: compare --pool=2, --pool=4 and --pool=16",
        "what share of the bound was reached, below the comparison",
        "in one-lock's timeline one thread is busy while the others wait for the lock",
        "on one core (taskset -c 0) threads gain nothing",
    ],
    guaranteed: &[
        "the digests are the same in every variant, and are those that sha256sum prints",
        "the order in which the blocks are done is luck",
    ],
    words: &[
        Word {
            python: "with ThreadPoolExecutor(2) as pool: pool.submit(f, x)",
            rust: "a channel of tasks and two threads that take from it",
            note: "threaddemo's --pool=2",
        },
        Word {
            python: "future.result()",
            rust: "handle.join().unwrap()",
            note: "waits, and hands on an answer or a failure",
        },
        Word {
            python: "multiprocessing.Process(target=f, args=(x,))",
            rust: "std::process::Command::new(program).spawn()",
            note: "Rust has no fork of a running program: a child starts afresh",
        },
        Word {
            python: "the GIL, sys.setswitchinterval()",
            rust: "none; one Mutex around all work comes near it",
            note: "hashlib, zlib and numpy release it while they compute",
        },
        Word {
            python: "os.cpu_count(), os.sched_getaffinity(0)",
            rust: "thread::available_parallelism()",
            note: "Rust's follows affinity and the container's quota",
        },
    ],
    examples: &[("hash.rs", include_str!("../../../examples/hash.rs"))],
};
