//! Repeated runs made into medians, intervals, ratios and verdicts.
//!
//! Pure functions of plain figures, in seconds: who runs the variants, on which clock, is left to
//! `strategy` and `record`, and how an answer is shown to `report`. No function here panics, and
//! none gives NaN or infinity, whatever the figures: a NaN or a negative time counts as zero, and
//! no time counts as more than [`LONGEST_S`].
//!
//! ```
//! use threaddemo::stats::{Gate, compare, gate};
//!
//! let sequential = [1.601, 1.602, 1.600, 1.601, 1.603, 1.601];
//! let threads = [0.801, 0.800, 0.801, 0.802, 0.801, 0.800];
//! let ratio = compare(&sequential, &threads).expect("six rounds");
//! assert_eq!(ratio.verdict.to_string(), "2.00 x faster");
//! assert_eq!(gate(1.8, &ratio), Gate::Met);
//! ```

mod doubt;
mod interval;
mod ratio;
#[cfg(test)]
mod simulation;
mod summary;
mod turns;
mod verdict;

pub use doubt::{Doubt, crowded, first_far_off, throttled, too_short};
pub use interval::{CONFIDENCE, Interval, Kind};
pub use ratio::{CLOCK_S, Gate, Ratio, compare, gate};
pub use summary::Summary;
pub use turns::{Round, turns};
pub use verdict::Verdict;

/// The longest time in seconds that the statistics know (some 30,000 years); more counts as this.
pub const LONGEST_S: f64 = 1e12;

/// The figures from the smallest to the largest; each must be a number.
fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle of sorted figures, or halfway between the middle two; none where there is none.
fn median(sorted: &[f64]) -> Option<f64> {
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// A measured time with what no clock gives taken out: NaN, below zero, beyond [`LONGEST_S`].
fn seconds(figure: f64) -> f64 {
    if figure.is_nan() {
        0.0
    } else {
        figure.clamp(0.0, LONGEST_S)
    }
}
