//! The ways to lock a transfer, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// What is locked around a transfer.
    pub(super) enum LockingRule {
        Naive: "naive", "locks the account it takes from, then the other one: a deadlock, always", default;
        Ordered: "ordered", "locks account-0 first, whichever way the money goes", default;
        OneLock: "one-lock", "one lock for both accounts: right, and only one transfer at a time";
        CheckThenAct: "check-then-act", "looks under a lock, acts under it later: money is lost in between";
    }
}

impl LockingRule {
    /// Whether it shows a fault, which takes two workers.
    pub(super) fn faulty(self) -> bool {
        matches!(self, LockingRule::Naive | LockingRule::CheckThenAct)
    }
}
