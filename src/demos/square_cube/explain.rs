//! What `explain square-cube` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "One task squares a list of numbers, the other cubes it. Each waits before every result, as a program waits for a network, a disk or a person: the computing takes no time worth mentioning, the waiting takes all of it. One after the other, the waits add up: 4 numbers x 200 ms, twice, is 1.6 s. On two threads they pass at the same time, and the whole takes as long as the longer task: 0.8 s.\n\nThat is what threads are for where a program waits. It needs no second CPU, since a sleeping thread uses none, and it works as well in Python, whose interpreter lock is let go during a wait. For work that computes, the number of CPUs is the limit; threaddemo hash shows that.\n\nA pool has a fixed number of threads that take one task after the other: with two it is as fast as a thread per task, with one it is the sequential run. Processes overlap their waits too, but each has to be started, and has to send back what it found. The folder examples/ has the lesson in plain Rust for each of these, and for scoped threads, which may borrow; the one with threads stands below.",
    watch: &[
        "the sequential run prints all squares, then all cubes; the threaded one prints a square and a cube at about the same time",
        "elapsed comes close to at best: the rest is the start of the threads and the system's timer",
        "with --numbers 2,3,8,9,10 each task takes one wait more: sequential grows by two waits, threads by one",
        "--all adds a pool and processes, whose bound is the same 0.8 s",
    ],
    guaranteed: &[
        "the lines of one thread stand in order",
        "join returns after the thread's last line, so the total is measured to the end",
        "luck: whether the square or the cube of a number comes first",
    ],
    words: &[
        Word {
            python: "Thread(target=f, args=(nums,))",
            rust: "Builder::new().spawn(move || f(&nums))?",
            note: "a closure takes the arguments along; thread::spawn is the short form, which panics where the system refuses a thread",
        },
        Word {
            python: "kwargs={\"delay\": 0.2}",
            rust: "move || f(&nums, delay)",
            note: "Rust has no keyword arguments; the closure names what it passes",
        },
        Word {
            python: "name=\"square\"",
            rust: "Builder::new().name(\"square\".into())",
            note: "",
        },
        Word {
            python: "t.start()",
            rust: "(spawn has started it)",
            note: "",
        },
        Word {
            python: "t.join()",
            rust: "handle.join()?",
            note: "Rust's join also hands over what the thread returned, or its panic",
        },
        Word {
            python: "ThreadPoolExecutor(max_workers=2)",
            rust: "threads that receive from one channel",
            note: "std has no pool; crates such as rayon do",
        },
        Word {
            python: "future = pool.submit(f, nums)",
            rust: "tasks.send(work)?",
            note: "",
        },
        Word {
            python: "future.result()",
            rust: "answers.recv()?",
            note: "or handle.join(), where the task has a thread of its own",
        },
        Word {
            python: "multiprocessing.Process(target=f)",
            rust: "Command::new(current_exe()?).spawn()?",
            note: "a program is started, not a function: the same one with other arguments",
        },
    ],
    examples: &[(
        "square_cube_threads.rs",
        include_str!("../../../examples/square_cube_threads.rs"),
    )],
};
