//! What stands below the rows: the marks that were shown, and what the picture leaves out.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Layout, MOST_ROWS, WIDTHS, clean, scale};
use crate::report::slices::fold::{self, Column};
use crate::report::slices::{Picture, State};
use crate::words::grouped;

/// What the rows showed, for the legend.
#[derive(Default)]
pub(super) struct Seen {
    states: [bool; State::ALL.len()],
    coarse: usize,
    open: bool,
    next: bool,
}

impl Seen {
    /// Notes what a column showed.
    pub(super) fn note(&mut self, column: Column) {
        self.coarse += usize::from(column.coarse);
        self.open |= column.open;
        self.next |= column.next;
        if let Some(state) = column.state {
            self.states[state.place()] = true;
        }
    }
}

/// The marks of the states that were shown.
pub(super) fn legend(out: &mut dyn Write, layout: &Layout, seen: &Seen) -> io::Result<()> {
    let shown = State::ALL.into_iter().filter(|state| {
        // One that is too short for any column has a share and no mark.
        seen.states[state.place()]
    });
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    let mut add = |paint, mark: String, about: &str| {
        let width = mark.width() + 1 + about.len() + 3;
        if used > 0 && used + width > layout.style.width.max(WIDTHS.0) {
            lines.push(Vec::new());
            used = 0;
        }
        used += width;
        if let Some(line) = lines.last_mut() {
            line.push((paint, mark, about.to_owned()));
        }
    };
    for state in shown {
        let mark = std::iter::repeat_n(layout.marks.of(state), 2).collect();
        add(layout.paint(state), mark, state.about());
    }
    let plain = layout.style.palette.plain();
    if seen.next {
        add(plain, layout.marks.next.to_string(), "next task");
    }
    if seen.open {
        add(plain, layout.marks.open.to_string(), "not ended by then");
    }
    add(plain, "blank".to_owned(), "not started or done");
    for line in lines {
        let mut gap = "";
        for (paint, mark, about) in line {
            let about = layout.style.palette.faint().on(about);
            write!(out, "{gap}{} {about}", paint.on(mark))?;
            gap = "   ";
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What the picture leaves out, in words.
pub(super) fn notes(
    out: &mut dyn Write,
    layout: &Layout,
    pictures: &[Picture<'_>],
    seen: &Seen,
) -> io::Result<()> {
    let mut notes = Vec::new();
    let mut column = scale::duration(layout.scale.end as f64 / layout.bar as f64);
    if !layout.style.unicode {
        column = column.replace('µ', "u");
    }
    if seen.coarse > 0 {
        let more = if seen.coarse == 1 {
            "1 column hides".to_owned()
        } else {
            format!("{} columns hide", grouped(seen.coarse))
        };
        notes.push(format!(
            "coarse: a column is {column} wide and shows what took most of it; {more} \
             something shorter"
        ));
    }
    for picture in pictures {
        if let Some(unrecorded) = picture.unrecorded() {
            notes.push(format!("{}: {unrecorded}", clean(&picture.variant.name)));
        }
        let lanes = picture.strips.len();
        if lanes > MOST_ROWS {
            let rows = fold::rows(picture, MOST_ROWS).count();
            let each = lanes.div_ceil(MOST_ROWS);
            notes.push(format!(
                "{}: {} lanes are folded into {rows} rows of up to {}, each showing what took \
                 most of their time",
                clean(&picture.variant.name),
                grouped(lanes),
                grouped(each),
            ));
        }
    }
    let faint = layout.style.palette.faint();
    let width = layout.style.width.max(WIDTHS.0);
    for line in notes.iter().flat_map(|note| textwrap::wrap(note, width)) {
        writeln!(out, "{}", faint.on(line))?;
    }
    Ok(())
}
