//! Whether enough was measured.

use super::interval::Interval;
use super::ratio::compare;
use super::summary::Summary;

/// How far an interval may reach from its middle.
const WITHIN: f64 = 0.05;
/// Fewer rounds are never enough: that a few agree may be chance.
const FEWEST: usize = 10;

/// Whether each variant's ratio to the first is known to within 5 % of it to either side; of one
/// variant alone, its median. The figures are each variant's runs, in seconds.
pub fn known(figures: &[Vec<f64>]) -> bool {
    let narrow = |middle: f64, interval: &Interval| {
        interval.low >= middle * (1.0 - WITHIN) && interval.high <= middle * (1.0 + WITHIN)
    };
    if figures.iter().any(|runs| runs.len() < FEWEST) {
        return false;
    }
    match figures {
        [] => false,
        [alone] => {
            Summary::of(alone).is_some_and(|summary| narrow(summary.median_s, &summary.interval_s))
        }
        [baseline, others @ ..] => others.iter().all(|other| {
            let ratio = compare(baseline, other);
            ratio.is_some_and(|ratio| narrow(ratio.speed_up, &ratio.interval))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn enough_is_known_when_every_ratio_is_narrow_and_ten_rounds_were_measured() {
        let even = |time: f64, runs: usize| vec![time; runs];
        assert!(known(&[even(1.0, 10), even(2.0, 10)]));
        assert!(!known(&[even(1.0, 9), even(2.0, 9)]), "too few");
        assert!(!known(&[]));
        let wide: Vec<_> = (0..10).map(|run| 1.0 + f64::from(run) / 10.0).collect();
        assert!(!known(&[even(1.0, 10), wide.clone()]));
        assert!(!known(&[even(1.0, 10), even(1.0, 10), wide.clone()]));
        // What drifts as a whole has a narrow ratio all the same.
        assert!(known(&[wide.clone(), wide.clone()]));
        assert!(known(&[even(1.0, 10)]) && !known(&[wide]));
    }
}
