//! Turns repeated runs into medians, intervals, ratios and verdicts.
//!
//! Pure functions of plain figures, in seconds: running the variants is left to `engine`, and showing the
//! results to `report`. No function here panics or returns NaN or infinity, whatever the figures: a NaN
//! or a negative time counts as zero, and no time counts as more than
//! [`LONGEST_S`].
//!
//! ```
//! use stats::{GateAnswer, compare, gate};
//!
//! let sequential = [1.601, 1.602, 1.600, 1.601, 1.603, 1.601];
//! let threads = [0.801, 0.800, 0.801, 0.802, 0.801, 0.800];
//! let ratio = compare(&sequential, &threads).expect("six rounds");
//! assert_eq!(ratio.verdict.to_string(), "2.00 x faster");
//! assert_eq!(gate(1.8, &ratio), GateAnswer::Met);
//! ```

mod apart;
mod change;
mod doubt;
mod figures;
mod fit;
mod interval;
mod known;
mod ratio;
mod saved;
mod scaling;
#[cfg(test)]
mod simulation;
mod student;
mod summary;
mod turns;
mod verdict;

pub use apart::apart;
pub use change::{Change, Difference, SlowdownAnswer, changes, differences, limit};
pub use doubt::{Doubt, above_bounds, crowded, first_far_off, loaded, throttled, too_short};
pub use figures::LONGEST_S;
pub use fit::{Amdahl, Estimate, FEWEST_POINTS, Universal};
pub use interval::{CONFIDENCE, Coverage, Interval};
pub use known::{InterimLooks, known};
pub use ratio::{CLOCK_S, GateAnswer, Ratio, compare, compare_at, gate};
pub use saved::{SCHEMA_VERSION, Saved, SavedDoubt, SavedRun, SavedVariant};
pub use scaling::{Measurement, Point, Scaling};
pub use summary::Summary;
pub use turns::{Round, turns};
pub use verdict::{Verdict, times_of};
