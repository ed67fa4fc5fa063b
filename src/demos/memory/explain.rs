//! What `explain memory` says.

use crate::demos::kit::explain::{Explain, Word};

/// The lesson in a screen of text.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "The threads of a process live in one memory. They run the same code, see the same statics, and a pointer to the heap means the same in each of them. Only the stack, with the local variables on it, is a thread's own. So a value that one thread changes is changed for all: that makes threads cheap to connect, and it is why they need locks.\n\nA process has a memory of its own. A child that is started from the same program has the same code and the same statics, but its own copies of them, at addresses of its own: what it changes, nobody else sees. Processes have to send each other what they want to share.\n\nHere Worker-0 sets a value in a static and one on the heap from 1 to 42, then signals. The other threads wait for that signal and look. In the other processes the signal never comes, since the signal is a value in memory too; they wait for a while, then look.",
    watch: &[
        "the threads have one address for the function, the static and the heap value, and one for each local",
        "the threads see 42; the processes, the main one included, still see 1",
        "an address can be the same in two processes and still mean two places: each has a map of its own",
    ],
    guaranteed: &[
        "threads of one process have one process id, and a thread id each",
        "a change before a signal is seen after it by every thread that waited for the signal",
        "a change in one process is not seen in another",
        "luck: the addresses, which the system chooses anew at each start",
    ],
    words: &[
        Word {
            python: "Thread(target=f, args=(value,))",
            rust: "let v = Arc::clone(&value); thread::spawn(move || f(&v))",
            note: "an Arc counts the owners of a heap value; the compiler wants to know who frees it",
        },
        Word {
            python: "a module's global",
            rust: "static VALUE: AtomicU64",
            note: "a static that changes has to be an atomic or behind a lock",
        },
        Word {
            python: "threading.local()",
            rust: "thread_local! { ... }",
            note: "a copy for each thread",
        },
        Word {
            python: "multiprocessing.Process(target=f)",
            rust: "Command::new(current_exe()?).spawn()?",
            note: "std starts programs, not functions: the program starts itself with other arguments",
        },
        Word {
            python: "os.getpid(), get_ident()",
            rust: "process::id(), thread::current().id()",
            note: "",
        },
        Word {
            python: "hex(id(value))",
            rust: "format!(\"{:p}\", &value)",
            note: "",
        },
    ],
    examples: &[("memory.rs", include_str!("../../../examples/memory.rs"))],
};
