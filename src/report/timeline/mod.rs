//! The timeline in the terminal: a band for each lane, all variants on one scale.
//!
//! What lanes did is worked out in `slices`, how many share a band or a column in `slices::fold`;
//! how a band is drawn is left to `chart`, and what is written below them to `key`.

mod chart;
mod key;
mod marks;
pub(in crate::report) mod scale;
mod seen;

use std::io::{self, Write};

use self::chart::Chart;
use self::seen::Seen;
use super::printer::{Printer, Style};
use super::slices::pictures;
use crate::report::results::Results;

/// Writes the timeline of what was recorded; nothing if no lane did anything.
pub fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let (pictures, end) = pictures(results);
    if pictures.iter().all(|picture| picture.strips.is_empty()) {
        return Ok(());
    }
    let printer = &mut Printer::new(out, style);
    let chart = Chart::of(&pictures, end, style);
    let mut seen = Seen::default();
    writeln!(printer)?;
    chart.head(printer)?;
    for picture in &pictures {
        chart.variant(printer, picture, &mut seen)?;
    }
    writeln!(printer)?;
    key::legend(printer, &chart, &seen)?;
    key::notes(printer, &chart, &pictures, &seen)
}
