//! The table of what was observed, beside what is possible.

use std::io;

use crate::observed::ObservedEnds;
use crate::printer::Printer;
use crate::results::Results;
use crate::table::{Table, align_right, widest};

/// The width of the figures beside an ending.
const FIGURES: usize = 54;

/// Writes the table, if there is one.
pub(super) fn write(printer: &mut Printer<'_>, results: &Results) -> io::Result<()> {
    let room = printer.width().saturating_sub(FIGURES).clamp(20, 60);
    let Some(observed) = ObservedEnds::of(results, room) else {
        return Ok(());
    };
    let palette = printer.palette();
    let (faint, plain) = (palette.faint(), palette.plain());
    let rest = observed.rest();
    let columns = observed.heads.len();
    let heads = observed.heads.into_iter().map(|head| (head, faint));
    let mut rows = vec![heads.collect::<Vec<_>>()];
    rows.extend(
        observed
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| (cell, plain)).collect()),
    );
    (1..columns).for_each(|column| align_right(&mut rows, column));
    let label = widest(&rows, 0);
    let together = vec![columns - 3, 2];
    printer.table(Table { rows, together }, label + 3)?;
    match rest {
        Some(rest) => printer.wrapped(&format!("{rest}\n"), "", ""),
        None => Ok(()),
    }
}
