//! Two variants compared: the speed-up, and the answer to a bound.

use serde::Serialize;

use super::figures::{median, seconds, sorted};
use super::interval::{CONFIDENCE, Interval};
use super::verdict::Verdict;

/// Two single runs that differ by no more than this many seconds are equal as far as a clock can tell.
///
/// The clock counts nanoseconds, but a run's two readings, 20 to 200 ns each, and the return from the
/// call between them blur its figure by up to a microsecond.
pub const CLOCK_S: f64 = 1e-6;

/// A ratio below this is 1.00 in the two decimals shown; one run says nothing about the decimals beyond.
const READS_AS_ONE: f64 = 1.005;

/// An interval is narrow around 1 if it lies between these: a difference of 5 % would show.
const SAME: (f64, f64) = (0.95, 1.05);

/// The smallest step of the clock in seconds; a shorter time counts as this, so that no ratio
/// divides by zero.
pub(super) const TICK_S: f64 = 1e-9;

/// A variant's speed-up over the baseline, measured round by round.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ratio {
    /// How many rounds both took part in.
    pub rounds: usize,
    /// The median of the rounds' ratios, baseline / other: above 1 if the other is faster.
    pub speed_up: f64,
    /// Where the true median of the ratios is thought to lie.
    pub interval: Interval,
    /// The conclusion.
    pub verdict: Verdict,
}

/// Compares a variant's runs with the baseline's, both in seconds and in the order of the rounds.
///
/// Each round gives one ratio, of two runs that followed each other: what slows down a whole round
/// cancels out. If one side has more runs (a round was cut short), the extra ones have no partner and are
/// ignored; `None` if there is no pair. Times below a nanosecond count as one nanosecond.
///
/// The verdict is `Same` if the interval contains 1 and lies within 5 % of it, and `CantTell` if it
/// contains 1 and is wider. One round has no noise to judge by: its plain figure counts, and it is `Same`
/// only if that reads as 1.00, or if the two runs differ by no more than [`CLOCK_S`].
pub fn compare(baseline: &[f64], other: &[f64]) -> Option<Ratio> {
    compare_at(baseline, other, CONFIDENCE)
}

/// [`compare`] with an interval of at least this confidence.
pub fn compare_at(baseline: &[f64], other: &[f64], confidence: f64) -> Option<Ratio> {
    let times = |figure: f64| seconds(figure).max(TICK_S);
    let pairs = baseline.iter().zip(other);
    let ratios = sorted(pairs.map(|(&base, &other)| times(base) / times(other)));
    let speed_up = median(&ratios)?;
    let interval = Interval::around(&ratios, confidence)?;
    let (alike, narrow) = match (baseline, other) {
        ([base, ..], [other, ..]) if ratios.len() == 1 => (alike(*base, *other), true),
        _ => (interval.holds(1.0), near_one(&interval)),
    };
    Some(Ratio {
        rounds: ratios.len(),
        speed_up,
        interval,
        verdict: Verdict::of(speed_up, alike, narrow),
    })
}

/// Whether an interval is narrow around 1.
pub(super) fn near_one(interval: &Interval) -> bool {
    interval.low >= SAME.0 && interval.high <= SAME.1
}

/// Whether the ratio of two single runs, in seconds, is 1 as far as one run can tell.
pub(super) fn alike(one: f64, other: f64) -> bool {
    let (one, other) = (seconds(one).max(TICK_S), seconds(other).max(TICK_S));
    (one - other).abs() <= CLOCK_S || (one / other).max(other / one) < READS_AS_ONE
}

/// The answer to `--min-speedup`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Gate")] // its name in the schema
pub enum GateAnswer {
    /// The whole interval lies at or above the bound.
    Met,
    /// The whole interval lies below the bound.
    Missed,
    /// The bound lies inside the interval: more runs may tell.
    Inconclusive,
}

/// Whether the speed-up is at least the bound.
///
/// From six rounds on, `Met` or `Missed` is wrong in at most 2.5 % of all cases if the true speed-up is
/// right at the bound, and less often the farther away it is. One round is an interval of one point, so
/// its plain figure decides. If the bound is not a number, the answer is `Inconclusive`.
pub fn gate(min_speedup: f64, ratio: &Ratio) -> GateAnswer {
    if ratio.interval.low >= min_speedup {
        GateAnswer::Met
    } else if ratio.interval.high < min_speedup {
        GateAnswer::Missed
    } else {
        GateAnswer::Inconclusive
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::LONGEST_S;
    use super::super::interval::Coverage;
    use super::super::simulation::Noise;
    use super::*;

    fn ratio(baseline: &[f64], other: &[f64]) -> Ratio {
        compare(baseline, other).expect("a round")
    }

    #[test]
    fn ratios_are_paired_by_round_so_a_common_drift_cancels() {
        // The machine slows down eightfold, but the ratio is 2 throughout; comparing any run of one side
        // with any of the other would give 1/4 to 16.
        let drift = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let half = drift.map(|seconds| seconds / 2.0);
        let paired = ratio(&drift, &half);
        // 1 - 2/2^8
        let kind = Coverage::Confidence {
            coverage: 0.992_187_5,
        };
        assert_eq!(
            paired.interval,
            Interval {
                low: 2.0,
                high: 2.0,
                kind
            }
        );
        assert_eq!(paired.verdict, Verdict::Faster(2.0));
        // The ratios are 8, 1/2 and 1/4. The ratio of the medians, or of sorted sides, would be 1.
        let crossed = ratio(&[8.0, 1.0, 2.0], &[1.0, 2.0, 8.0]);
        assert!((crossed.speed_up - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_speed_up_is_the_median_of_the_ratios_and_not_their_mean() {
        let one = ratio(&[2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 90.0], &[1.0; 7]);
        assert!((one.speed_up - 2.0).abs() < 1e-12);
    }

    #[test]
    fn only_an_interval_that_is_narrow_around_one_is_called_same() {
        // Two runs of 8 in which an unlocked counter took 0.21 to 1.25 of the baseline's time.
        let wide = [0.21, 0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.25];
        assert_eq!(ratio(&wide, &[1.0; 8]).verdict, Verdict::CantTell);
        let narrow = [0.96, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03, 1.04];
        assert_eq!(ratio(&narrow, &[1.0; 8]).verdict, Verdict::Same);
        let aside = [0.96, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03, 1.06];
        assert_eq!(ratio(&aside, &[1.0; 8]).verdict, Verdict::CantTell);
        // Seven rounds, ranks 1 and 7: one round on the other side of 1 is enough.
        let slightly = [1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 0.9];
        assert_eq!(ratio(&slightly, &[1.0; 7]).verdict, Verdict::CantTell);
        // Nine rounds, ranks 2 and 8: one round on the other side is no longer enough.
        let mostly = [1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 0.9];
        assert_eq!(ratio(&mostly, &[1.0; 9]).verdict, Verdict::Faster(1.1));
        // An end at 1 is inside.
        assert_eq!(ratio(&[1.0, 1.04], &[1.0, 1.0]).verdict, Verdict::Same);
        assert_eq!(ratio(&[1.0; 6], &[1.0; 6]).verdict, Verdict::Same);
    }

    #[test]
    fn a_range_stands_in_below_six_rounds() {
        let clear = ratio(&[2.0, 2.2], &[1.0, 1.0]);
        assert_eq!(
            clear.interval,
            Interval {
                low: 2.0,
                high: 2.2,
                kind: Coverage::Range
            }
        );
        assert_eq!(clear.verdict, Verdict::Faster(2.1));
        assert_eq!(ratio(&[2.0, 0.9], &[1.0, 1.0]).verdict, Verdict::CantTell);
        assert_eq!(
            ratio(&[1.0, 1.0], &[1.25, 1.25]).verdict,
            Verdict::Slower(1.25)
        );
    }

    #[test]
    fn one_round_gives_its_plain_figure_unless_it_reads_as_one_or_the_clock_cannot_tell() {
        assert_eq!(ratio(&[1.5], &[1.0]).verdict, Verdict::Faster(1.5));
        assert_eq!(ratio(&[0.5], &[0.625]).verdict, Verdict::Slower(1.25));
        for like in [1.004_9, 1.000_02, 0.999_98, 0.995_1] {
            assert_eq!(ratio(&[like], &[1.0]).verdict, Verdict::Same, "{like}");
            // With more runs, their range decides.
            assert_ne!(ratio(&[like; 2], &[1.0; 2]).verdict, Verdict::Same);
        }
        assert_eq!(ratio(&[1.006], &[1.0]).verdict, Verdict::Faster(1.006));
        assert_eq!(ratio(&[3.9e-6], &[3e-6]).verdict, Verdict::Same);
        assert_ne!(ratio(&[4.1e-6], &[3e-6]).verdict, Verdict::Same);
        assert_eq!(ratio(&[0.0], &[0.0]).verdict, Verdict::Same);
        // The second run of one side has no partner and changes nothing.
        assert_eq!(ratio(&[1.5, 9.0], &[1.0]), ratio(&[1.5], &[1.0]));
    }

    #[test]
    fn swapping_the_sides_turns_the_verdict_round() {
        let mut noise = Noise::new(11);
        for n in 1..40 {
            let slow: Vec<f64> = (0..n).map(|_| noise.run(0.13)).collect();
            let fast: Vec<f64> = (0..n).map(|_| noise.run(0.1)).collect();
            let (there, back) = (ratio(&slow, &fast), ratio(&fast, &slow));
            assert!((there.interval.low * back.interval.high - 1.0).abs() < 1e-12);
            match (there.verdict, back.verdict) {
                // An even count's median is a midpoint, whose inverse is not quite the inverses'
                // midpoint.
                (Verdict::Faster(a), Verdict::Slower(b))
                | (Verdict::Slower(a), Verdict::Faster(b)) => {
                    assert!((a / b - 1.0).abs() < 0.02, "{a} and {b}");
                }
                (there, back) => {
                    let open = |one| matches!(one, Verdict::Same | Verdict::CantTell);
                    assert!(open(there) && open(back), "{there:?} and {back:?}");
                }
            }
        }
    }

    #[test]
    fn odd_figures_give_finite_ratios_and_no_panic() {
        assert_eq!(compare(&[], &[]), None);
        assert_eq!(compare(&[1.0], &[]), None);
        assert_eq!(compare(&[], &[1.0]), None);
        let odd = [
            0.0,
            -1.0,
            f64::NAN,
            f64::INFINITY,
            f64::MAX,
            1e-300,
            LONGEST_S,
            1.0,
        ];
        for base in odd {
            for other in odd {
                for n in [1, 2, 7] {
                    let ratio = ratio(&vec![base; n], &vec![other; n]);
                    assert!(
                        ratio.speed_up.is_finite() && ratio.speed_up > 0.0,
                        "{ratio:?}"
                    );
                    assert!(!ratio.verdict.to_string().contains("inf"), "{ratio:?}");
                }
            }
        }
    }

    #[test]
    fn a_gate_is_met_above_missed_below_and_inconclusive_between() {
        let between = ratio(&[1.8, 1.9, 2.0, 2.1, 2.2, 2.3], &[1.0; 6]);
        assert_eq!(gate(1.7, &between), GateAnswer::Met);
        assert_eq!(gate(1.8, &between), GateAnswer::Met);
        assert_eq!(gate(1.81, &between), GateAnswer::Inconclusive);
        assert_eq!(gate(2.3, &between), GateAnswer::Inconclusive);
        assert_eq!(gate(2.31, &between), GateAnswer::Missed);
        assert_eq!(gate(f64::NAN, &between), GateAnswer::Inconclusive);
    }

    #[test]
    fn with_one_round_the_plain_figure_decides_the_gate() {
        let one = ratio(&[1.9], &[1.0]);
        assert_eq!(gate(1.9, &one), GateAnswer::Met);
        assert_eq!(gate(1.91, &one), GateAnswer::Missed);
    }

    #[test]
    fn a_ratio_reads_well_as_json() {
        let json = serde_json::to_string(&ratio(&[2.0], &[1.0])).expect("plain data");
        let expected = concat!(
            r#"{"rounds":1,"speed_up":2.0,"interval":{"low":2.0,"high":2.0,"kind":"range"},"#,
            r#""verdict":{"is":"faster","times":2.0}}"#
        );
        assert_eq!(json, expected);
    }
}
