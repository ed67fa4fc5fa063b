//! The timeline in the terminal: a band for each lane, all variants on one scale.
//!
//! `slices` works out what lanes did, and `slices::fold` how they share bands and columns; `chart` draws
//! a band, and `key` writes what is below.

mod chart;
mod key;
mod marks;
pub(crate) mod scale;
mod seen;

use std::io::{self, Write};

use self::chart::Chart;
use self::seen::Seen;
use super::printer::{Printer, Style};
use super::slices::pictures;
use crate::results::Results;

/// Writes the timeline of the record; nothing if no lane did anything.
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
