//! The ways to wait for the buffer, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// How a thread waits while the buffer is full or empty.
    pub(super) enum Waiting {
        Condition: "condition", "a thread that finds the buffer full or empty sleeps until it is notified", default;
        Polling: "polling", "a thread that finds the buffer full or empty looks again, yielding in between", default;
    }
}
