//! Columns of text: as wide as their widest cell, colours left out of the count, fewer of them where
//! the line is short, and below each other where it is too short for a table.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::report::palette::Paint;

/// One cell, and the colour that it is painted in.
pub(in crate::report) type Cell = (String, Paint);

/// The gap between two columns, and those where the line is short.
const GAPS: [usize; 3] = [4, 3, 2];

/// Rows of cells under heads.
pub(in crate::report) struct Table {
    /// The heads, then the rows; all have as many cells.
    pub(in crate::report) rows: Vec<Vec<Cell>>,
    /// The columns that are left out first, the first of them first.
    pub(in crate::report) spare: Vec<usize>,
}

impl Table {
    /// Writes it within `width` columns; its first column is `label` columns wide. Where even the
    /// columns that can't be spared are too wide, all stand below each other.
    pub(in crate::report) fn write(
        self,
        out: &mut dyn Write,
        label: usize,
        width: usize,
    ) -> io::Result<()> {
        let columns = self.rows[0].len();
        let mut shown: Vec<_> = (1..columns).collect();
        let widest = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].0.width());
            cells.max().unwrap_or(0)
        };
        let fits = |shown: &[usize], gap: usize| {
            let cells: usize = shown.iter().map(|&column| widest(column)).sum();
            label + cells + gap * shown.len().saturating_sub(1) <= width
        };
        let mut spare = self.spare.iter();
        let gap = loop {
            if let Some(gap) = GAPS.into_iter().find(|&gap| fits(&shown, gap)) {
                break gap;
            }
            match spare.next() {
                Some(dropped) => shown.retain(|column| column != dropped),
                None => return self.write_stacked(out, width),
            }
        };
        for row in &self.rows {
            let (name, paint) = &row[0];
            write!(out, "{}", paint.on(name))?;
            // Spaces are written before a cell and not after it: none are left at a line's end.
            let mut behind = label.saturating_sub(name.width());
            for &column in &shown {
                let (text, paint) = &row[column];
                if !text.is_empty() {
                    write!(out, "{:behind$}{}", "", paint.on(text))?;
                    behind = 0;
                }
                behind += widest(column) + gap - text.width();
            }
            writeln!(out)?;
        }
        writeln!(out)
    }

    /// Writes each row as its name and, below it, a line for each cell behind its head; a cell that
    /// is too long for that stands on lines of its own.
    fn write_stacked(self, out: &mut dyn Write, width: usize) -> io::Result<()> {
        const INDENT: usize = 2;
        /// So many columns a line of a cell gets at least.
        const NARROWEST: usize = 8;
        let mut rows = self.rows.into_iter();
        let heads = rows.next().unwrap_or_default();
        let widest = heads.iter().map(|(head, _)| head.width()).max();
        let label = INDENT + widest.unwrap_or(0) + GAPS[2];
        for row in rows {
            let mut cells = heads.iter().zip(&row);
            if let Some((_, (name, paint))) = cells.next() {
                writeln!(out, "{}", paint.on(name))?;
            }
            for ((head, faint), (text, paint)) in cells.filter(|(_, cell)| !cell.0.is_empty()) {
                // Cells that are aligned to the right bring spaces along.
                let (head, text) = (head.trim_start(), text.trim_start());
                if !head.is_empty() {
                    write!(out, "{:INDENT$}{}", "", faint.on(head))?;
                    if label + text.width() <= width {
                        let behind = label - INDENT - head.width();
                        writeln!(out, "{:behind$}{}", "", paint.on(text))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::palette::Palette;

    fn written(width: usize) -> String {
        let plain = Palette::new(false).plain();
        let row = |cells: [&str; 4]| cells.map(|cell| (cell.to_owned(), plain)).to_vec();
        let table = Table {
            rows: vec![
                row(["", "time", "range", "ratio"]),
                row(["a", "1.0 s", "0.9 .. 1.1", ""]),
            ],
            spare: vec![2],
        };
        let mut out = Vec::new();
        table.write(&mut out, 4, width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_stand_apart_and_lines_end_with_their_last_word() {
        assert_eq!(
            written(80),
            "    time     range         ratio\na   1.0 s    0.9 .. 1.1\n\n"
        );
    }

    #[test]
    fn a_short_line_narrows_the_gaps_and_then_spares_columns() {
        assert_eq!(
            written(29),
            "    time   range       ratio\na   1.0 s  0.9 .. 1.1\n\n"
        );
        assert_eq!(written(20), "    time     ratio\na   1.0 s\n\n");
    }

    #[test]
    fn what_is_too_wide_for_a_table_stands_below_its_name_whole() {
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
