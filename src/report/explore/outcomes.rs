//! The table of outcomes.

use std::io::{self, Write};
use std::ops::Range;

use super::words::{percent, schedule, short};
use crate::printer::Style;
use crate::table::{Cell, Table, align_right, widest};
use explore::{Findings, Outcome};

/// If there are more outcomes, only the first and last ones are shown.
const MOST: usize = 24;
/// How many are then shown from each end.
const EACH_END: usize = 8;

/// The minimum width at which a meaning is wrapped.
const NARROWEST_MEANING: usize = 16;
/// The minimum gap between the columns of figures and of schedules.
const GAP: usize = 2;

/// Writes the outcomes, one row each. Nothing is dropped for lack of room: first the meanings are
/// wrapped, then the table is split in two, and finally its cells go below each other.
pub(super) fn write(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counted = findings.schedules.exact().is_some();
    let mut heads = vec!["outcome"];
    if counted {
        heads.extend(["schedules", "share", "by chance"]);
    }
    heads.extend(["first schedule", ""]);
    let faint = style.palette.faint();
    let heads = heads.iter().map(|head| ((*head).to_owned(), faint));
    let row = |outcome: &Outcome| row(outcome, counted, style);
    let all = &findings.outcomes;
    let mut rows: Vec<Vec<Cell>> = vec![heads.collect()];
    if all.len() > MOST {
        rows.extend(all[..EACH_END].iter().map(row));
        let mut gap = vec![(String::new(), faint); rows[0].len()];
        gap[0].0 = format!("... {} more", all.len() - 2 * EACH_END);
        rows.push(gap);
        rows.extend(all[all.len() - EACH_END..].iter().map(row));
    } else {
        rows.extend(all.iter().map(row));
    }
    let label = widest(&rows, 0) + 3;
    let last = rows[0].len() - 1;
    let enough = NARROWEST_MEANING.min(widest(&rows, last));
    let mut together = vec![last];
    let mut room = room(&rows, 1..last, label, style);
    if room < enough && counted {
        // The figures go in one table, an example schedule of each outcome in another.
        together = vec![last - 2, 2];
        room = self::room(&rows, last - 1..last, label, style);
    }
    if counted {
        (1..4).for_each(|column| align_right(&mut rows, column));
    }
    if room >= enough {
        rows = rows.into_iter().flat_map(|row| broken(row, room)).collect();
    }
    Table { rows, together }.write(out, label, style.width)
}

/// The columns left for the meanings beside these others.
fn room(rows: &[Vec<Cell>], others: Range<usize>, label: usize, style: Style) -> usize {
    let others: usize = others.map(|column| widest(rows, column) + GAP).sum();
    style.width.saturating_sub(label + others)
}

/// A row, plus one for each continuation line of its meaning.
fn broken(mut row: Vec<Cell>, room: usize) -> Vec<Vec<Cell>> {
    let (meaning, paint) = row.pop().expect("a row ends with its meaning");
    let mut lines = textwrap::wrap(&meaning, room.max(1)).into_iter();
    let blank = vec![(String::new(), paint); row.len()];
    row.push((lines.next().unwrap_or_default().into_owned(), paint));
    let mut rows = vec![row];
    for line in lines {
        let mut more = blank.clone();
        more.push((line.into_owned(), paint));
        rows.push(more);
    }
    rows
}

fn row(outcome: &Outcome, counted: bool, style: Style) -> Vec<Cell> {
    let palette = style.palette;
    let plain = |text: String| (text, palette.plain());
    let mut row = vec![(outcome.ending.name.clone(), palette.heading())];
    if counted {
        row.extend([
            plain(outcome.schedules.as_ref().map_or("-".into(), short)),
            plain(outcome.share.map_or("-".into(), percent)),
            plain(outcome.chance.map_or("-".into(), percent)),
        ]);
    }
    let meaning = if outcome.ending.good {
        palette.good()
    } else {
        palette.bad()
    };
    row.push(plain(schedule(&outcome.schedule, 23)));
    row.push((outcome.ending.meaning.clone(), meaning));
    row
}
