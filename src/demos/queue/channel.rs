//! The kinds of channel, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// How much the channel can hold.
    pub(super) enum Channel {
        Bounded: "bounded", "a channel with room for --capacity items: a producer waits while it is full", default;
        Rendezvous: "rendezvous", "a channel without room: a producer waits until a consumer takes the item", default;
        Unbounded: "unbounded", "a channel that is never full: a producer never waits, and the backlog grows";
    }
}
