//! The figures of one variant's runs, in one row.

use serde::Serialize;

use super::figures::{median, seconds, sorted};
use super::interval::{CONFIDENCE, Interval};

/// A summary of one variant's runs; all times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// How many runs there were.
    pub runs: usize,
    /// The middle run, or halfway between the middle two: what reports show as `elapsed`.
    pub median_s: f64,
    /// The fastest run.
    pub min_s: f64,
    /// The slowest run.
    pub max_s: f64,
    /// The arithmetic mean, for comparison with other tools; a single slow run moves it, so no verdict
    /// uses it.
    pub mean_s: f64,
    /// Where the true median is thought to lie.
    pub interval_s: Interval,
}

impl Summary {
    /// Summarizes the measured runs, given in seconds; `None` if there are none.
    pub fn of(runs: &[f64]) -> Option<Self> {
        Self::at(runs, CONFIDENCE)
    }

    /// The same with an interval of at least this confidence.
    pub fn at(runs: &[f64], confidence: f64) -> Option<Self> {
        let sorted = sorted(runs.iter().copied().map(seconds));
        Some(Self {
            runs: sorted.len(),
            median_s: median(&sorted)?,
            min_s: *sorted.first()?,
            max_s: *sorted.last()?,
            mean_s: sorted.iter().sum::<f64>() / sorted.len() as f64,
            interval_s: Interval::around(&sorted, confidence)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::LONGEST_S;
    use super::super::interval::Coverage;
    use super::super::simulation::Noise;
    use super::*;

    #[test]
    fn a_row_of_known_figures_is_summed_up() {
        // Odd and even counts, unsorted; values worked out by hand.
        let odd = Summary::of(&[3.0, 1.0, 8.0]).expect("three runs");
        let interval_s = Interval {
            low: 1.0,
            high: 8.0,
            kind: Coverage::Range,
        };
        let expected = Summary {
            runs: 3,
            median_s: 3.0,
            min_s: 1.0,
            max_s: 8.0,
            mean_s: 4.0,
            interval_s,
        };
        assert_eq!(odd, expected);
        let even = Summary::of(&[4.0, 1.0, 2.0, 9.0]).expect("four runs");
        assert!((even.median_s - 3.0).abs() < 1e-12 && (even.mean_s - 4.0).abs() < 1e-12);
    }

    #[test]
    fn one_slow_run_moves_the_mean_and_not_the_median() {
        let summary = Summary::of(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 91.0]).expect("runs");
        assert!((summary.median_s - 1.0).abs() < 1e-12);
        assert!((summary.interval_s.high - 1.0).abs() < 1e-12);
        assert!((summary.mean_s - 11.0).abs() < 1e-12);
    }

    #[test]
    fn figures_stand_in_order_and_their_own_order_does_not_matter() {
        let mut noise = Noise::new(7);
        for n in 1..60 {
            let mut runs: Vec<f64> = (0..n).map(|_| noise.run(0.1)).collect();
            let summary = Summary::of(&runs).expect("a run");
            let Interval { low, high, .. } = summary.interval_s;
            let row = [summary.min_s, low, summary.median_s, high, summary.max_s];
            assert!(row.is_sorted(), "{row:?}");
            assert!(summary.interval_s.holds(summary.median_s));
            // Addition in another order may round differently, so the mean stays out of this.
            runs.reverse();
            assert_eq!(Summary::of(&runs), Some(summary));
        }
    }

    #[test]
    fn no_run_gives_no_summary_and_odd_figures_give_plain_ones() {
        assert_eq!(Summary::of(&[]), None);
        let odd = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            -1.0,
            0.0,
            f64::MAX,
            1e-300,
        ];
        for n in 1..=odd.len() {
            let summary = Summary::of(&odd[..n]).expect("a run");
            for figure in [
                summary.median_s,
                summary.min_s,
                summary.max_s,
                summary.mean_s,
            ] {
                assert!((0.0..=LONGEST_S).contains(&figure), "{summary:?}");
            }
        }
    }
}
