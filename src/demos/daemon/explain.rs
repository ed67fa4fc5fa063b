//! What `explain daemon` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "A program ends when its main thread returns. Threads that are still running then are ended with it, wherever they are: amid a sleep, amid a line, with a file half written. Python asks for this with daemon=True, and waits for all other threads by itself. In Rust every thread is like that: whoever wants a thread's work to be finished has to join it, and dropping its handle detaches it.\n\nThis is what a background thread is good for: it watches, refreshes or reports while the main thread stays free to respond, and nobody has to tell it to end. It is no place for work that has to be completed.\n\nHere the variant daemon runs in a child process, so that a whole process can end before your eyes. Its main thread starts a background thread, drops the handle, goes about its own business and returns. The variant joined waits for the background thread instead.",
    watch: &[
        "daemon ends after --main-for, in the middle of the background thread's sleep; joined goes on until the last tick",
        "no tick comes after the process has ended; one may still come after the line Main thread exiting, in the instant before the end",
        "in the record (--format json) the background thread's lane ends with a wait that never ends",
    ],
    guaranteed: &[
        "the end of a process ends all its threads",
        "join returns after the thread's last line",
        "luck: how many ticks a daemon gets in, and where it is cut off",
    ],
    words: &[
        Word {
            python: "Thread(target=f, daemon=True)",
            rust: "drop(thread::spawn(f))",
            note: "without its handle a thread is detached: nobody can join it",
        },
        Word {
            python: "t.join()",
            rust: "handle.join()",
            note: "",
        },
        Word {
            python: "(at exit, for threads that are no daemons)",
            rust: "(nothing)",
            note: "when main returns, Rust waits for nobody",
        },
        Word {
            python: "t.is_alive()",
            rust: "!handle.is_finished()",
            note: "",
        },
    ],
    examples: &[
        ("daemon.rs", include_str!("../../../examples/daemon.rs")),
        (
            "daemon_joined.rs",
            include_str!("../../../examples/daemon_joined.rs"),
        ),
    ],
};
