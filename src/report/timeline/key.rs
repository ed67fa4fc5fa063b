//! What is written below the bands: the key to the marks shown, and what the picture leaves out.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart::{Chart, MOST_BANDS};
use super::seen::Seen;
use crate::printer::Printer;
use crate::slices::{Picture, cycle, fold};
use crate::states::State;
use words::{Seconds, counted, duration, grouped, harmless};

/// The marks of the states shown.
pub(super) fn legend(printer: &mut Printer<'_>, chart: &Chart, seen: &Seen) -> io::Result<()> {
    let shown = State::all().filter(|state| {
        // A state too short for any column has a share but no mark.
        seen.states[state.place()]
    });
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    let mut add = |paint, mark: String, about: &str| {
        let width = mark.width() + 1 + about.len() + 3;
        if used > 0 && used + width > chart.width() {
            lines.push(Vec::new());
            used = 0;
        }
        used += width;
        if let Some(line) = lines.last_mut() {
            line.push((paint, mark, about.to_owned()));
        }
    };
    for state in shown {
        let mark = std::iter::repeat_n(chart.mark(state), 2).collect();
        add(chart.paint(state), mark, state.row().about);
    }
    let plain = printer.palette().plain();
    if seen.next {
        add(plain, chart.marks.next.to_string(), "next task");
    }
    if seen.open {
        add(plain, chart.marks.open.to_string(), "still running");
    }
    add(plain, "blank".to_owned(), "not started or done");
    for line in lines {
        let mut gap = "";
        for (paint, mark, about) in line {
            let about = printer.palette().faint().on(about);
            write!(printer, "{gap}{} {about}", paint.on(mark))?;
            gap = "   ";
        }
        writeln!(printer)?;
    }
    Ok(())
}

/// What the picture leaves out, in words.
pub(super) fn notes(
    printer: &mut Printer<'_>,
    chart: &Chart,
    pictures: &[Picture<'_>],
    seen: &Seen,
) -> io::Result<()> {
    let mut notes = Vec::new();
    let mut column = duration(chart.column_s());
    if !printer.style.unicode {
        column = column.replace('µ', "u");
    }
    if seen.coarse > 0 {
        let verb = if seen.coarse == 1 { "hides" } else { "hide" };
        let more = format!("{} {verb}", counted(seen.coarse, "column"));
        notes.push(format!(
            "coarse: a column is {column} wide and shows what took most of it; {more} \
             something shorter"
        ));
    }
    for picture in pictures {
        if let Some(cycle) = cycle::find(picture) {
            let at = Seconds(std::time::Duration::from_nanos(cycle.at));
            let (variant, path) = (harmless(&picture.variant.name), cycle.path());
            notes.push(format!(
                "{variant}: who waits for whom from {at} s: {}",
                harmless(&path)
            ));
        }
        if let Some(unrecorded) = picture.unrecorded() {
            notes.push(format!("{}: {unrecorded}", harmless(&picture.variant.name)));
        }
        let lanes = picture.strips.len();
        if lanes > MOST_BANDS {
            let bands = fold::bands(picture, MOST_BANDS).count();
            let each = lanes.div_ceil(MOST_BANDS);
            notes.push(format!(
                "{}: {} lanes are folded into {bands} bands of up to {}, each showing what took \
                 most of their time",
                harmless(&picture.variant.name),
                grouped(lanes),
                grouped(each),
            ));
        }
    }
    notes.iter().try_for_each(|note| printer.aside(note, ""))
}
