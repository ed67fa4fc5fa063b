//! The limits on how many may be inside, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// How many permits there are.
    pub(super) enum Limit {
        One: "one", "a semaphore of one permit, which is a lock", default;
        Permits: "permits", "a semaphore of as many permits as --permits", default;
        Unlimited: "unlimited", "a permit for every worker";
    }
}
