//! How close the variants that compute came to their lower bounds.

use crate::results::Results;
use engine::plan::Bound;
use words::percent;

/// How close they came, in a sentence; `None` if none of them has a bound.
pub(super) fn reached(results: &Results) -> Option<String> {
    let shares: Vec<_> = results
        .variants
        .iter()
        .filter(|variant| matches!(variant.bound, Bound::Computing(_)))
        .filter_map(|variant| {
            let share = variant.at_best?.as_secs_f64() / variant.summary()?.median_s;
            Some((variant.name.as_str(), share))
        })
        .collect();
    (!shares.is_empty()).then(|| of_what_is_possible(&shares))
}

/// A bound is the baseline's CPU time divided among the CPUs: a variant that needs less CPU time can beat
/// it, which says nothing about the lesson.
fn of_what_is_possible(shares: &[(&str, f64)]) -> String {
    /// From this share on, a variant is close to its bound: the rest is thread start-up and timers.
    const CLOSE: f64 = 0.95;
    let (close, far): (Vec<_>, Vec<_>) = shares.iter().partition(|(_, share)| *share >= CLOSE);
    let far: Vec<_> = far
        .iter()
        .map(|(name, share)| format!("{name} {}", percent(*share, 0)))
        .collect();
    let close: Vec<_> = close.iter().map(|(name, _)| *name).collect();
    let (close, far) = (close.join(", "), far.join(", "));
    match (close.is_empty(), far.is_empty()) {
        (false, true) => format!("{close} close to what is possible at best"),
        (true, _) => format!("{far} of what is possible at best"),
        (false, false) => format!("{far} of what is possible at best; {close} close to it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_was_beaten_is_never_more_than_close() {
        let text = of_what_is_possible(&[("one", 1.0), ("x4", 1.06)]);
        assert_eq!(text, "one, x4 close to what is possible at best");
        let text = of_what_is_possible(&[("threads", 0.59), ("one-lock", 1.004)]);
        let expected = "threads 59 % of what is possible at best; one-lock close to it";
        assert_eq!(text, expected);
        let text = of_what_is_possible(&[("threads", 0.5)]);
        assert_eq!(text, "threads 50 % of what is possible at best");
    }
}
