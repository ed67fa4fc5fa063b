//! The conclusion of a comparison, and how it reads.

use std::fmt;

use serde::Serialize;

/// How one variant compares with the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(tag = "is", content = "times", rename_all = "snake_case")]
pub enum Verdict {
    /// The variant that the others are compared with; [`super::compare`] never returns this.
    Baseline,
    /// The baseline takes this many times as long; above 1.
    Faster(f64),
    /// It takes this many times as long as the baseline; above 1.
    Slower(f64),
    /// The interval contains 1 and is narrow around it.
    Same,
    /// The interval contains 1 and more: faster, slower or neither.
    CantTell,
}

impl Verdict {
    /// The verdict for a ratio, above 1 for `faster`: `alike` if its interval contains 1, `narrow` if
    /// that is narrow around 1.
    pub(super) fn of(speed_up: f64, alike: bool, narrow: bool) -> Self {
        match (alike, narrow) {
            (true, true) => Verdict::Same,
            (true, false) => Verdict::CantTell,
            (false, _) if speed_up > 1.0 => Verdict::Faster(speed_up),
            (false, _) => Verdict::Slower(1.0 / speed_up),
        }
    }
}

impl fmt::Display for Verdict {
    /// `baseline`, `2.00 x faster`, `1.30 x slower`, `same` or `can't tell`; width and alignment are
    /// honored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Baseline => f.pad("baseline"),
            Verdict::Faster(times) => f.pad(&format!("{} x faster", times_of(*times))),
            Verdict::Slower(times) => f.pad(&format!("{} x slower", times_of(*times))),
            Verdict::Same => f.pad("same"),
            Verdict::CantTell => f.pad("can't tell"),
        }
    }
}

/// Formats a ratio above 1: two decimals, none from 100 on, and more if `1.00 x faster` would contradict
/// itself.
pub fn times_of(times: f64) -> String {
    if times >= 100.0 {
        return format!("{times:.0}");
    }
    (2..=9)
        .map(|digits| format!("{times:.digits$}"))
        .find(|text| text.trim_end_matches('0') != "1.")
        .unwrap_or_else(|| "1.00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_read_as_promised() {
        assert_eq!(Verdict::Faster(2.0).to_string(), "2.00 x faster");
        assert_eq!(Verdict::Slower(1.3).to_string(), "1.30 x slower");
        assert_eq!(Verdict::Same.to_string(), "same");
        assert_eq!(Verdict::CantTell.to_string(), "can't tell");
        assert_eq!(Verdict::Baseline.to_string(), "baseline");
        assert_eq!(Verdict::Faster(1.0004).to_string(), "1.0004 x faster");
        assert_eq!(Verdict::Faster(1.004_96).to_string(), "1.005 x faster");
        assert_eq!(Verdict::Slower(1.0 + 1e-12).to_string(), "1.00 x slower");
        assert_eq!(Verdict::Faster(12.345).to_string(), "12.35 x faster");
        assert_eq!(Verdict::Faster(1234.5).to_string(), "1234 x faster");
        assert_eq!(
            format!("{:>8}|{:<6}|", Verdict::Baseline, Verdict::Same),
            "baseline|same  |"
        );
    }
}
