//! Plain figures: sorting them, their median, and times made safe for arithmetic.

/// The longest time in seconds that the statistics accept (some 30,000 years); longer ones are clamped to
/// it.
pub const LONGEST_S: f64 = 1e12;

/// The figures in ascending order; none may be NaN.
pub(super) fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle of sorted figures, or halfway between the middle two; `None` if there are none.
pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// A measured time without values that no clock returns: NaN, negative, or beyond [`LONGEST_S`].
pub(super) fn seconds(figure: f64) -> f64 {
    if figure.is_nan() {
        0.0
    } else {
        figure.clamp(0.0, LONGEST_S)
    }
}
