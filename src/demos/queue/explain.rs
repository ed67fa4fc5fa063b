//! The lesson of `queue` in words.

use crate::demos::kit::explain::{Explain, Word};

/// What `explain queue` says.
pub(super) const EXPLAIN: Explain = Explain {
    lesson: "The simplest way to share is not to: one thread hands its work over to another and has nothing more to do with it. A channel is a queue with the locks and conditions inside. In Rust the value is moved: the sender can't touch it any more, so nothing is left to lock.\n\nHow much room the channel has decides what happens when producers are quicker than consumers. Bounded: the producers are slowed down to the consumers' pace. Rendezvous, no room at all: each item goes from hand to hand. Unbounded: nobody is slowed down, and the backlog grows until the memory ends.",
    watch: &[
        "making an item takes half as long as using one, so a bounded channel fills up, and then the producers wait",
        "the deepest level seen: up to the capacity, 0, or half of all items",
        "the total hardly differs: a queue doesn't make consumers quicker",
        "the consumers end when the last producer is gone: nobody has to send a last word",
    ],
    guaranteed: &[
        "every item is consumed exactly once",
        "each consumer gets each producer's items in their order",
        "who consumes which, and in which order the consumers finish, is luck",
    ],
    words: &[
        Word {
            python: "q = queue.Queue(maxsize=4)",
            rust: "let (tx, rx) = mpsc::sync_channel(4)",
            note: "two ends: who holds only one can only put, or only get",
        },
        Word {
            python: "queue.Queue()",
            rust: "mpsc::channel()",
            note: "never full",
        },
        Word {
            python: "-",
            rust: "mpsc::sync_channel(0)",
            note: "a rendezvous; Python's maxsize=0 means without a limit",
        },
        Word {
            python: "q.put(item)",
            rust: "tx.send(item)?",
            note: "an error once every receiver is gone",
        },
        Word {
            python: "q.get(); q.get(timeout=1)",
            rust: "rx.recv()?; rx.recv_timeout(Duration::from_secs(1))?",
            note: "an error once every sender is gone and the channel is empty",
        },
        Word {
            python: "q.put(None) for each consumer",
            rust: "drop(tx)",
            note: "the end of the last sender is the last word; Python has q.shutdown() since 3.13",
        },
        Word {
            python: "several consumers on one q",
            rust: "crossbeam_channel::bounded(4)",
            note: "std's receiver is one and can't be cloned; crossbeam's can, and this demo uses it",
        },
    ],
    examples: &[("queue.rs", include_str!("../../../examples/queue.rs"))],
};
