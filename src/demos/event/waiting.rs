//! The ways to wait for the event, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// How a worker waits.
    pub(super) enum Waiting {
        Event: "event", "each thread sleeps until the signal wakes it", default;
        Polling: "polling", "each thread looks again and again, yielding in between", default;
    }
}
