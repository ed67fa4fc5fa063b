//! What `explain download` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "Each task asks a server for a file and waits for the answer: nearly all of its time passes without any computing. One after the other the waits add up; side by side they overlap, and ten threads wait as well as one, on a single core too. So work that waits gains from threads far beyond the number of cores, in Python as well: a thread that waits for the network gives up the GIL.\n\nThe HTTP is real. An embedded server on the loopback interface waits for --latency before it answers; or name http:// URLs of your own. Every body is read whole, its length is held against the promised one, and its SHA-256 is compared. In the record a wait for the network is a wait for an item: a connection, the answer, the rest of the body.",
    watch: &[
        "--pool=4 takes about a quarter of the time, whatever the number of cores",
        "the lanes wait for their answers at the same time; almost nobody is busy",
        "a file that fails (a 404, a reset) is named, and the others finish",
    ],
    guaranteed: &[
        "every file has the bytes that were sent, the same in every variant",
        "the order in which the files come is luck where several are asked for at the same time",
    ],
    words: &[
        Word {
            python: "with ThreadPoolExecutor(max_workers=4) as pool:",
            rust: "a channel of tasks and four threads that take from it",
            note: "threaddemo's --pool=4",
        },
        Word {
            python: "future = pool.submit(fetch, url)",
            rust: "let handle = thread::Builder::new().spawn(move || fetch(url))?;",
            note: "",
        },
        Word {
            python: "future.result()",
            rust: "handle.join().unwrap()",
            note: "an exception comes out of result(), a panic out of join()",
        },
        Word {
            python: "as_completed(futures)",
            rust: "for answer in receiver",
            note: "in the order in which they come",
        },
        Word {
            python: "multiprocessing.Process(target=fetch, args=(url,))",
            rust: "std::process::Command",
            note: "works as well, and gains nothing more: waiting needs no core",
        },
    ],
    examples: &[("download.rs", include_str!("../../../examples/download.rs"))],
};
