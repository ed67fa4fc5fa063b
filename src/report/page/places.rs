//! Positions on the timeline: horizontal as shares of its width, vertical in pixels.

/// The height of a band.
pub(super) const BAND: usize = 20;

/// The height of a band's row, and the band's offset in it, as in the style sheet.
pub(super) const ROW: usize = 64;
/// See [`ROW`].
pub(super) const TOP: usize = 22;

/// A time as a share of the width.
pub(super) fn share(time: u64, end: u64) -> String {
    format!("{:.4}%", time as f64 / end as f64 * 100.0)
}
