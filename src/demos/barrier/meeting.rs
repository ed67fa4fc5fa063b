//! The ways to meet between two rounds, which are the demo's variants.

use crate::demo::variants;

variants! {
    /// What keeps the workers together.
    pub(super) enum Meeting {
        Barrier: "barrier", "all meet after each round, and the barrier closes behind them", default;
        None: "none", "no meeting: a quick worker runs ahead of a slow one", default;
        OneShot: "one-shot", "a barrier that works once and then stays open: wrong when it is used again";
    }
}

impl Meeting {
    /// The round in which a worker is overtaken: it has not ended the round when another one starts the
    /// next. `None` if that can't happen.
    pub(super) fn broken_round(self) -> Option<usize> {
        match self {
            Meeting::Barrier => None,
            Meeting::None => Some(1),
            // It works for the meeting after round 1.
            Meeting::OneShot => Some(2),
        }
    }
}
