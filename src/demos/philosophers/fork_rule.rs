//! The ways to take two forks, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// How the forks are taken.
    pub(super) enum ForkRule {
        Naive: "naive", "each takes the left fork, then the right one: a deadlock, always", default;
        Ordered: "ordered", "each takes the fork with the lower number first", default;
        Waiter: "waiter", "a waiter lets all but one reach for forks at the same time";
        TryLock: "try-lock", "a philosopher who finds the second fork taken puts the first one down again";
    }
}
