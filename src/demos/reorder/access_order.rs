//! The ways to order memory accesses, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// What orders a thread's accesses.
    pub(super) enum AccessOrder {
        Relaxed: "relaxed", "each access is atomic, and nothing orders them", default;
        Fence: "fence", "relaxed accesses with a fence between each two of a thread", default;
        SeqCst: "seq-cst", "sequentially consistent accesses: one order of all, the same for every thread", default;
    }
}
