//! The ways to sell a seat, which are the demo's variants.

use crate::demo::variants;
use sync::seats::Seats;

variants! {
    /// What keeps the check and the sale together.
    pub(super) enum SaleMethod {
        Bare: "bare", "check, then sell: two workers may both find the last seat free", default;
        Locked: "locked", "one lock around the check and the sale", default;
        Halves: "halves", "a lock around the check and a lock around the sale, but not around both";
        Swap: "compare-and-swap", "the sale fails if the count has changed since the check";
    }
}

impl SaleMethod {
    /// Seats that are sold this way.
    pub(super) fn seats(self, all: u64) -> Seats {
        match self {
            SaleMethod::Bare => Seats::bare(all),
            SaleMethod::Locked => Seats::locked(all),
            SaleMethod::Halves => Seats::halves(all),
            SaleMethod::Swap => Seats::swapped(all),
        }
    }

    /// Whether another worker can come between a check and its sale.
    pub(super) fn open(self) -> bool {
        matches!(self, SaleMethod::Bare | SaleMethod::Halves)
    }
}
