//! The ways to count, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// The ways to count.
    pub(super) enum CountingMethod {
        Sequential: "sequential", "one worker after another: the same work", default;
        Unlocked: "unlocked", "read, add 1, write: updates get lost", default;
        Mutex: "mutex", "a lock around each increment", default;
        Atomic: "atomic", "each increment is one indivisible step", default;
        RwLock: "rwlock", "a readers-writer lock, always for writing";
        Channel: "channel", "each increment sent to the main thread";
        Local: "local", "each thread its own, added up at the end";
        Processes: "processes", "each process its own: nothing is shared";
    }
}
