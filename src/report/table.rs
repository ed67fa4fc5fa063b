//! Columns of text: as wide as their widest cell, color codes not counted; split into several tables if
//! the line is too short, and stacked if it is too short for any table.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::palette::Paint;

/// One cell, and its color.
pub(crate) type Cell = (String, Paint);

/// The possible gaps between two columns, widest first: the first one that fits is used.
const GAPS: [usize; 3] = [4, 3, 2];

/// Rows of cells under heads.
pub(crate) struct Table {
    /// The heads, then the rows; all have the same number of cells.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The sizes of groups of columns, from the second on, that stay side by side. If the line is too
    /// short, a table may end after any group, and the next ones continue in another table below.
    pub(crate) together: Vec<usize>,
}

impl Table {
    /// Writes the table within `width` columns, split into as few tables as possible; the first column is
    /// `label` columns wide in each. No column is dropped: if even one group is too wide, all cells are
    /// stacked.
    pub(crate) fn write(self, out: &mut dyn Write, label: usize, width: usize) -> io::Result<()> {
        let columns = 0..1 + self.together.iter().sum::<usize>();
        let widest: Vec<usize> = columns.map(|column| widest(&self.rows, column)).collect();
        let Some(tables) = self.broken(&widest, label, width) else {
            return self.write_stacked(out, width);
        };
        tables
            .into_iter()
            .try_for_each(|(columns, gap)| self.write_columns(out, columns, &widest, gap, label))
    }

    /// The columns of each table, and the gap between them; `None` if a group doesn't fit.
    fn broken(
        &self,
        widest: &[usize],
        label: usize,
        width: usize,
    ) -> Option<Vec<(Range<usize>, usize)>> {
        let gap_of = |columns: Range<usize>| {
            let cells: usize = widest[columns.clone()].iter().sum();
            let gaps = columns.len().saturating_sub(1);
            let fits = |gap: &usize| label + cells + gap * gaps <= width;
            GAPS.into_iter().find(fits)
        };
        let mut tables: Vec<(Range<usize>, usize)> = Vec::new();
        let mut next = 1;
        for &count in &self.together {
            let more = next..next + count;
            next = more.end;
            if let Some((last, gap)) = tables.last_mut()
                && let Some(narrower) = gap_of(last.start..more.end)
            {
                (last.end, *gap) = (more.end, narrower);
            } else {
                tables.push((more.clone(), gap_of(more)?));
            }
        }
        Some(tables)
    }

    fn write_columns(
        &self,
        out: &mut dyn Write,
        columns: Range<usize>,
        widest: &[usize],
        gap: usize,
        label: usize,
    ) -> io::Result<()> {
        for row in &self.rows {
            let (name, paint) = &row[0];
            // A continuation line may have cells only in another of the tables.
            if name.is_empty() && row[columns.clone()].iter().all(|cell| cell.0.is_empty()) {
                continue;
            }
            write!(out, "{}", paint.on(name))?;
            // Padding is written before a cell, never after it, so that no line ends in spaces.
            let mut padding = label.saturating_sub(name.width());
            for ((text, paint), widest) in row[columns.clone()].iter().zip(&widest[columns.clone()])
            {
                if !text.is_empty() {
                    write!(out, "{:padding$}{}", "", paint.on(text))?;
                    padding = 0;
                }
                padding += widest + gap - text.width();
            }
            writeln!(out)?;
        }
        writeln!(out)
    }

    /// Writes each row as its name and, below it, a line for each cell after its head; a cell that is too
    /// long goes on lines of its own.
    fn write_stacked(self, out: &mut dyn Write, width: usize) -> io::Result<()> {
        const INDENT: usize = 2;
        /// The minimum width of a stacked cell's line.
        const NARROWEST: usize = 8;
        let mut rows = self.rows.into_iter();
        let heads = rows.next().unwrap_or_default();
        let widest = heads.iter().map(|(head, _)| head.width()).max();
        let label = INDENT + widest.unwrap_or(0) + GAPS[2];
        for row in rows {
            let mut cells = heads.iter().zip(&row);
            if let Some((_, (name, paint))) = cells.next() {
                for line in textwrap::wrap(name, width.max(NARROWEST)) {
                    writeln!(out, "{}", paint.on(line))?;
                }
            }
            for ((head, faint), (text, paint)) in cells.filter(|(_, cell)| !cell.0.is_empty()) {
                // Right-aligned cells begin with spaces.
                let (head, text) = (head.trim_start(), text.trim_start());
                if !head.is_empty() {
                    write!(out, "{:INDENT$}{}", "", faint.on(head))?;
                    if label + text.width() <= width {
                        let padding = label - INDENT - head.width();
                        writeln!(out, "{:padding$}{}", "", paint.on(text))?;
                        continue;
                    }
                    writeln!(out)?;
                }
                let indent = if head.is_empty() { INDENT } else { 2 * INDENT };
                for line in textwrap::wrap(text, width.saturating_sub(indent).max(NARROWEST)) {
                    writeln!(out, "{:indent$}{}", "", paint.on(line))?;
                }
            }
        }
        writeln!(out)
    }
}

/// The width of a column's widest cell.
pub(crate) fn widest(rows: &[Vec<Cell>], column: usize) -> usize {
    let widths = rows.iter().map(|row| row[column].0.width());
    widths.max().unwrap_or(0)
}

/// Right-aligns the cells of a column.
pub(crate) fn align_right(rows: &mut [Vec<Cell>], column: usize) {
    let widest = widest(rows, column);
    for row in rows {
        let text = &mut row[column].0;
        if !text.is_empty() {
            *text = format!("{text:>widest$}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::Palette;

    fn written(width: usize) -> String {
        let plain = Palette::new(false).plain();
        let row = |cells: [&str; 4]| cells.map(|cell| (cell.to_owned(), plain)).to_vec();
        let table = Table {
            rows: vec![
                row(["", "time", "range", "ratio"]),
                row(["a", "1.0 s", "0.9 .. 1.1", ""]),
            ],
            together: vec![2, 1],
        };
        let mut out = Vec::new();
        table.write(&mut out, 4, width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_apart_and_lines_end_with_their_last_word() {
        assert_eq!(
            written(80),
            "    time     range         ratio\na   1.0 s    0.9 .. 1.1\n\n"
        );
    }

    #[test]
    fn a_short_line_narrows_the_gaps_and_then_breaks_the_table_in_two() {
        assert_eq!(
            written(29),
            "    time   range       ratio\na   1.0 s  0.9 .. 1.1\n\n"
        );
        assert_eq!(
            written(25),
            "    time     range\na   1.0 s    0.9 .. 1.1\n\n    ratio\na\n\n"
        );
    }

    #[test]
    fn what_is_too_wide_for_a_table_is_whole_below_its_name() {
        assert_eq!(
            written(15),
            "a\n  time   1.0 s\n  range\n    0.9 .. 1.1\n\n"
        );
        assert_eq!(
            written(1),
            "a\n  time\n    1.0 s\n  range\n    0.9 ..\n    1.1\n\n"
        );
    }
}
