//! A verdict as every form of output states it: in words, with its interval, in its color.

use super::palette::{Paint, Palette};
use stats::{Ratio, Verdict, times_of};

/// The interval of a ratio, in the verdict's direction: times faster, or times slower.
pub(super) fn interval_of_ratio(ratio: &Ratio) -> String {
    let (low, high) = match ratio.verdict {
        Verdict::Slower(_) => (1.0 / ratio.interval.high, 1.0 / ratio.interval.low),
        _ => (ratio.interval.low, ratio.interval.high),
    };
    format!("{low:.2} .. {high:.2}")
}

/// A verdict in words: CPU time is more or less, not slower or faster.
pub(super) fn verdict_of(cpu_time: bool, verdict: Verdict) -> String {
    match verdict {
        Verdict::Faster(times) if cpu_time => format!("{} x less", times_of(times)),
        Verdict::Slower(times) if cpu_time => format!("{} x more", times_of(times)),
        verdict => verdict.to_string(),
    }
}

/// The color of a verdict.
pub(super) fn paint_of(verdict: Verdict, palette: Palette) -> Paint {
    match verdict {
        Verdict::Faster(_) => palette.good(),
        Verdict::Slower(_) => palette.bad(),
        Verdict::Baseline | Verdict::Same | Verdict::CantTell => palette.plain(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stats::compare;

    #[test]
    fn an_interval_counts_as_the_verdict_beside_it_does() {
        let [slow, fast] = [[2.0, 2.2], [1.0, 1.0]];
        let between = |a: &[f64], b: &[f64]| compare(a, b).map(|ratio| interval_of_ratio(&ratio));
        assert_eq!(between(&slow, &fast).unwrap(), "2.00 .. 2.20");
        assert_eq!(between(&fast, &slow).unwrap(), "2.00 .. 2.20");
        assert_eq!(between(&[2.0, 1.0], &[1.0, 2.0]).unwrap(), "0.50 .. 2.00");
    }
}
