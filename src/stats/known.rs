//! Whether enough was measured, and how much confidence each look at the figures needs.

use super::interval::{CONFIDENCE, Interval};
use super::ratio::compare_at;
use super::summary::Summary;

/// How far an interval may extend from its middle.
const WITHIN: f64 = 0.05;
/// Fewer rounds are never enough: agreement among a few may be chance.
const FEWEST: usize = 10;

/// The interim looks at figures that are still being collected.
///
/// A comparison that stops as soon as its figures look good errs more often than a single interval says:
/// each look is another chance to be misled. So the looks share the 5 % in which an interval may miss.
/// They come after 10, 20, 40, 80... rounds, and each may spend half of what is left: 2.5 %, 1.25 %,
/// 0.625 %... By Bonferroni's inequality all of them together then miss in at most 5 %, no matter what
/// decides which of them is the last, and no matter what the noise is like.
///
/// Source: K. K. G. Lan and D. L. `DeMets`, *Discrete Sequential Boundaries for Clinical Trials*,
/// Biometrika 70, 1983, who call this spending.
#[derive(Clone, Copy, Debug, Default)]
pub struct InterimLooks {
    /// How many looks have passed without ending it.
    past: u32,
}

impl InterimLooks {
    /// The number of rounds after which the next look is due.
    pub fn rounds(self) -> usize {
        FEWEST.saturating_mul(2_usize.saturating_pow(self.past))
    }

    /// The confidence that an interval must have at the next look.
    pub fn confidence(self) -> f64 {
        1.0 - (1.0 - CONFIDENCE) * 0.5_f64.powi(self.past.saturating_add(1).cast_signed())
    }

    /// The looks after the next one.
    #[must_use]
    pub fn after(self) -> Self {
        Self {
            past: self.past.saturating_add(1),
        }
    }
}

/// Whether each variant's ratio to the first is known to within 5 % in either direction, with this
/// confidence; for a single variant, its median. The figures are each variant's runs, in seconds.
pub fn known(figures: &[Vec<f64>], confidence: f64) -> bool {
    let narrow = |middle: f64, interval: &Interval| {
        interval.low >= middle * (1.0 - WITHIN) && interval.high <= middle * (1.0 + WITHIN)
    };
    if figures.iter().any(|runs| runs.len() < FEWEST) {
        return false;
    }
    match figures {
        [] => false,
        [alone] => Summary::at(alone, confidence)
            .is_some_and(|summary| narrow(summary.median_s, &summary.interval_s)),
        [baseline, others @ ..] => others.iter().all(|other| {
            let ratio = compare_at(baseline, other, confidence);
            ratio.is_some_and(|ratio| narrow(ratio.speed_up, &ratio.interval))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONFIDENCE, InterimLooks};

    fn known(figures: &[Vec<f64>]) -> bool {
        super::known(figures, CONFIDENCE)
    }

    #[test]
    fn enough_is_known_when_every_ratio_is_narrow_and_ten_rounds_were_measured() {
        let even = |time: f64, runs: usize| vec![time; runs];
        assert!(known(&[even(1.0, 10), even(2.0, 10)]));
        assert!(!known(&[even(1.0, 9), even(2.0, 9)]), "too few");
        assert!(!known(&[]));
        let wide: Vec<_> = (0..10).map(|run| 1.0 + f64::from(run) / 10.0).collect();
        assert!(!known(&[even(1.0, 10), wide.clone()]));
        assert!(!known(&[even(1.0, 10), even(1.0, 10), wide.clone()]));
        // Drift common to both sides leaves the ratio narrow.
        assert!(known(&[wide.clone(), wide.clone()]));
        assert!(known(&[even(1.0, 10)]) && !known(&[wide]));
    }

    #[test]
    fn all_looks_together_spend_no_more_than_one_interval_may_miss() {
        let mut looks = InterimLooks::default();
        let mut spent = 0.0;
        for rounds in [10, 20, 40, 80, 160] {
            assert_eq!(looks.rounds(), rounds);
            spent += 1.0 - looks.confidence();
            looks = looks.after();
        }
        assert!((spent - 0.05 * 31.0 / 32.0).abs() < 1e-12, "{spent}");
        for _ in 0..100 {
            spent += 1.0 - looks.confidence();
            looks = looks.after();
        }
        assert!(spent <= 0.05 + 1e-12 && looks.rounds() == usize::MAX);
    }
}
