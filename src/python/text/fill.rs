//! Padding strings: alignment, zeros, spaces for tabs.

use super::search::length;
use super::within;
use crate::failure::Result;

/// The alignment of a string in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `ljust`.
    Left,
    /// `rjust`.
    Right,
    /// `center`.
    Center,
}

/// `text.ljust(width, fill)`, `rjust` and `center`.
pub fn justify(text: &str, side: Side, width: i64, fill: char, limit: usize) -> Result<String> {
    let width = usize::try_from(width).unwrap_or(0);
    let missing = width.saturating_sub(length(text));
    within(
        missing
            .saturating_mul(fill.len_utf8())
            .saturating_add(text.len()),
        limit,
    )?;
    let left = match side {
        Side::Left => 0,
        Side::Right => missing,
        // If the width is odd, an odd space goes to the left.
        Side::Center => missing / 2 + (missing & width & 1),
    };
    let fill = |count| std::iter::repeat_n(fill, count);
    Ok(fill(left)
        .chain(text.chars())
        .chain(fill(missing - left))
        .collect())
}

/// `text.zfill(width)`: zeros after the sign.
pub fn zeros(text: &str, width: i64, limit: usize) -> Result<String> {
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(length(text));
    within(missing.saturating_add(text.len()), limit)?;
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    Ok(format!("{sign}{}{digits}", "0".repeat(missing)))
}

/// `text.expandtabs(size)`: each tab becomes spaces up to the next multiple of the size.
pub fn expand_tabs(text: &str, size: i64, limit: usize) -> Result<String> {
    let size = usize::try_from(size).unwrap_or(0);
    let mut expanded = String::with_capacity(text.len());
    let mut column = 0;
    for letter in text.chars() {
        match letter {
            '\t' if size == 0 => {}
            '\t' => {
                let spaces = size - column % size;
                within(expanded.len().saturating_add(spaces), limit)?;
                expanded.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            _ => {
                expanded.push(letter);
                column = if matches!(letter, '\n' | '\r') {
                    0
                } else {
                    column + 1
                };
            }
        }
    }
    Ok(expanded)
}
