//! How many rounds are measured: as many as were asked for, or until enough is known.

use std::time::Duration;

use crate::cli::Runs;
use crate::engine::record::{Clock, Stamp};
use crate::report::results::VariantResult;
use crate::stats;

/// The longest time for which rounds are added without being asked for.
const LONGEST: Duration = Duration::from_mins(1);

/// The rounds of one comparison.
pub(super) struct Rounds {
    asked: Runs,
    clock: Clock,
    /// The round after which the figures are looked at again.
    look: usize,
    why: Option<String>,
}

impl Rounds {
    pub(super) fn new(asked: Runs) -> Self {
        Self {
            asked,
            clock: Clock::start(),
            look: 1,
            why: None,
        }
    }

    /// How many there are at most.
    pub(super) fn most(&self) -> usize {
        match self.asked {
            Runs::Number(number) => number,
            Runs::UntilKnown => usize::MAX,
        }
    }

    /// How many follow the first, if that is known.
    pub(super) fn repeated(&self) -> Option<usize> {
        match self.asked {
            Runs::Number(number) => Some(number.saturating_sub(1)),
            Runs::UntilKnown => None,
        }
    }

    /// Whether what was measured is enough.
    pub(super) fn enough(&mut self, results: &[Option<VariantResult>]) -> bool {
        if self.asked != Runs::UntilKnown {
            return false;
        }
        let figures = results.iter().flatten().map(VariantResult::runs_s);
        let figures: Vec<_> = figures.collect();
        let rounds = figures.iter().map(Vec::len).min().unwrap_or(0);
        let late = self.clock.now().since(Stamp::default()) >= LONGEST;
        if rounds < self.look && !late {
            return false;
        }
        // More seldom as they become many, so that looking takes no time worth mentioning.
        self.look = rounds + 1 + rounds / 10;
        let known = stats::known(&figures);
        let what = if figures.len() > 1 {
            "each ratio"
        } else {
            "the median"
        };
        if known {
            self.why = Some(format!("{rounds} of each: {what} is known to within 5 %"));
        } else if late {
            self.why = Some(format!(
                "{rounds} of each in a minute: {what} isn't known to within 5 %; --runs N measures more"
            ));
        }
        known || late
    }

    /// How many rounds there were, and why no more.
    pub(super) fn why(self) -> Option<String> {
        self.why
    }
}
