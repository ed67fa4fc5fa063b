//! Columns of text: as wide as their widest cell, colours left out of the count.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::report::palette::Paint;

/// One cell, and the colour that it is painted in.
pub(super) type Cell = (String, Paint);

/// The gap between two columns.
const GAP: usize = 4;

/// Writes the heads and the rows; the first column is `label` columns wide.
pub(super) fn write(
    out: &mut dyn Write,
    heads: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    label: usize,
) -> io::Result<()> {
    let mut all = vec![heads];
    all.extend(rows);
    let columns = all[0].len();
    let width = |column: usize| {
        all.iter()
            .map(|row| row[column].0.width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    for row in &all {
        for (column, (text, paint)) in row.iter().enumerate() {
            write!(out, "{}", paint.on(text))?;
            if row[column + 1..].iter().all(|(text, _)| text.is_empty()) {
                break;
            }
            let to = if column == 0 {
                label
            } else {
                widths[column] + GAP
            };
            write!(out, "{:pad$}", "", pad = to.saturating_sub(text.width()))?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}
