//! The table of outcomes.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::words::{percent, schedule, short};
use crate::explore::{Findings, Outcome};
use crate::report::text::Style;
use crate::report::text::table::{Cell, Table};

/// More outcomes than this are shown by the first and the last ones.
const MOST: usize = 24;
/// How many of each end then stand.
const EACH_END: usize = 8;

/// Writes the outcomes, a row each.
pub(super) fn write(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counted = findings.schedules.exact().is_some();
    let mut heads = vec!["outcome"];
    if counted {
        heads.extend(["schedules", "share", "by chance"]);
    }
    heads.extend(["first schedule", ""]);
    let row = |outcome: &Outcome| row(outcome, counted, style);
    let all = &findings.outcomes;
    let mut rows = vec![
        heads
            .iter()
            .map(|head| ((*head).to_owned(), style.palette.faint()))
            .collect(),
    ];
    if all.len() > MOST {
        rows.extend(all[..EACH_END].iter().map(row));
        let mut gap = vec![(String::new(), style.palette.faint()); heads.len()];
        gap[0].0 = format!("... {} more", all.len() - 2 * EACH_END);
        rows.push(gap);
        rows.extend(all[all.len() - EACH_END..].iter().map(row));
    } else {
        rows.extend(all.iter().map(row));
    }
    if counted {
        (1..4).for_each(|column| align_right(&mut rows, column));
    }
    let label = rows.iter().map(|row: &Vec<Cell>| row[0].0.width()).max();
    let spare = if counted { vec![4, 3, 2] } else { vec![1] };
    Table { rows, spare }.write(out, label.unwrap_or(0) + 3, style.width)
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

fn align_right(rows: &mut [Vec<Cell>], column: usize) {
    let widest = rows.iter().map(|row| row[column].0.width()).max();
    let widest = widest.unwrap_or(0);
    for row in rows {
        let text = &mut row[column].0;
        if !text.is_empty() {
            *text = format!("{text:>widest$}");
        }
    }
}
