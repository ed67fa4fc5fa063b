//! What `explain oversubscribe` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "The work is always the same: the SHA-256 of many small pieces, dealt out evenly. Split over one thread for each core it is done as soon as it can be. More threads can't make it faster, since they compute on the same cores: the system lets them take turns. Each turn is a context switch, each thread costs its start, its stack and its end, and the caches are shared by more.\n\nHow much that costs is shown, not asserted: the CPU time and the context switches that the system counted for each variant. A voluntary switch is a thread that waits; an involuntary one is a thread that was put aside so that another could go on. On a modern system the price of a few hundred threads is small. Thousands take time to start, and then there is a limit: process and memory limits are read first, and the threads run in a child process.",
    watch: &[
        "the involuntary switches grow with the threads, the speed does not",
        "on a busy machine more threads may even be faster: the system deals out time by threads, so who has more takes more from other programs; the CPU time tells that nothing was gained",
        "--workers 1000000 ends with the limit that was met",
    ],
    guaranteed: &[
        "the same result from every number of threads",
        "how often the system switches is luck",
    ],
    words: &[
        Word {
            python: "threading.Thread(target=f).start(), 128 times",
            rust: "thread::Builder::new().spawn(f), 128 times",
            note: "system threads in both; in Python the GIL lets one compute at a time",
        },
        Word {
            python: "RuntimeError: can't start new thread",
            rust: "Err(error) from Builder::spawn",
            note: "thread::spawn panics instead",
        },
        Word {
            python: "ThreadPoolExecutor(os.cpu_count())",
            rust: "as many threads as thread::available_parallelism()",
            note: "the cure: few threads, many tasks",
        },
        Word {
            python: "resource.getrusage(RUSAGE_SELF).ru_nivcsw",
            rust: "nix::sys::resource::getrusage",
            note: "the context switches, as the system counts them",
        },
    ],
    examples: &[(
        "oversubscribe.rs",
        include_str!("../../../examples/oversubscribe.rs"),
    )],
};
