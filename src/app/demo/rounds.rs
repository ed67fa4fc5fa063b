//! How many rounds are measured: as many as requested, or until enough is known.

use std::time::Duration;

use cli::Runs;
use engine::record::{Clock, Stamp};
use report::results::VariantResult;
use stats::InterimLooks;

/// The maximum time for which rounds are added on the program's own initiative.
const LONGEST: Duration = Duration::from_mins(1);

/// The rounds of one comparison.
pub(super) struct Rounds {
    asked: Runs,
    clock: Clock,
    looks: InterimLooks,
    why: Option<String>,
}

impl Rounds {
    pub(super) fn new(asked: Runs) -> Self {
        Self {
            asked,
            clock: Clock::start(),
            looks: InterimLooks::default(),
            why: None,
        }
    }

    /// The maximum number of rounds.
    pub(super) fn most(&self) -> usize {
        match self.asked {
            Runs::Number(number) => number,
            Runs::UntilKnown => usize::MAX,
        }
    }

    /// How many rounds follow the first, if that is known.
    pub(super) fn repeated(&self) -> Option<usize> {
        match self.asked {
            Runs::Number(number) => Some(number.saturating_sub(1)),
            Runs::UntilKnown => None,
        }
    }

    /// Whether enough has been measured.
    pub(super) fn enough(&mut self, results: &[Option<VariantResult>]) -> bool {
        if self.asked != Runs::UntilKnown {
            return false;
        }
        let figures = results.iter().flatten().map(VariantResult::runs_s);
        let figures: Vec<_> = figures.collect();
        let rounds = figures.iter().map(Vec::len).min().unwrap_or(0);
        let late = self.clock.now().since(Stamp::default()) >= LONGEST;
        if rounds < self.looks.rounds() && !late {
            return false;
        }
        let known = stats::known(&figures, self.looks.confidence());
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
        let enough = known || late;
        if !enough {
            self.looks = self.looks.after();
        }
        enough
    }

    /// The confidence that intervals of the measurements must have.
    pub(super) fn confidence(&self) -> f64 {
        match self.asked {
            Runs::Number(_) => stats::CONFIDENCE,
            Runs::UntilKnown => self.looks.confidence(),
        }
    }

    /// How many rounds there were, and why no more.
    pub(super) fn why(self) -> Option<String> {
        self.why
    }
}
