//! The ways to keep two threads apart, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// What keeps one thread out while the other is inside.
    pub(super) enum Exclusion {
        Peterson: "peterson", "Peterson's lock, with a fence after each write: nothing but reads and writes", default;
        NoFence: "no-fence", "the same without fences: a read may overtake the writes before it", default;
        Swapped: "swapped", "the two writes in the wrong order: turn before flag";
        Mutex: "mutex", "a mutex, for comparison";
    }
}
