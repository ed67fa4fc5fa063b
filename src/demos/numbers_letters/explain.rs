//! What `explain numbers-letters` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "One thread counts, the other spells. Each waits a little before every line, so both are asleep most of the time, and whichever wakes first prints first. Run it twice: the numbers are always in order, and so are the letters, but how the two mix changes from run to run.\n\nNothing in the program decides that mix. The operating system's scheduler does, and it promises nothing. A program that needs a certain order between threads has to make it: with a lock, a signal, a channel or a join.",
    watch: &[
        "the sequential run prints all numbers before the first letter; the threaded one mixes them",
        "with --delay 0s nobody waits: one thread may print hundreds of lines before the other gets a turn, and the luck line counts the turns",
        "no line is ever torn, since each goes out whole; in Python, print writes the text and the line's end apart, and lines of two threads can run into each other",
    ],
    guaranteed: &[
        "the order of each thread's own lines",
        "every line is there once both threads are joined",
        "luck: which thread's line comes first",
    ],
    words: &[
        Word {
            python: "Thread(target=f)",
            rust: "thread::spawn(f)",
            note: "Rust's starts at once; Python's waits for start()",
        },
        Word {
            python: "t.start()",
            rust: "(part of spawn)",
            note: "",
        },
        Word {
            python: "def run(self): in a subclass of Thread",
            rust: "move || worker.run()",
            note: "there is no class to inherit from: a closure calls whatever is to run",
        },
        Word {
            python: "t.join()",
            rust: "handle.join()",
            note: "",
        },
        Word {
            python: "time.sleep(0.2)",
            rust: "thread::sleep(Duration::from_millis(200))",
            note: "",
        },
        Word {
            python: "print(line)",
            rust: "println!(\"{line}\")",
            note: "println! holds stdout's lock for the whole line",
        },
    ],
    examples: &[(
        "numbers_letters.rs",
        include_str!("../../../examples/numbers_letters.rs"),
    )],
};
